import { useEffect } from 'react';
import type { HostClient } from '../host/host-client.ts';
import { useHost, useHostChanges } from '../host/host-context.tsx';
import { useHostData } from '../stores/host-data.ts';
import { changeSetting, tickChecklist, useSettingsStore } from '../stores/settings.ts';

/**
 * Ticks the steps of “Try it now” that the host hears of: the sample ran to its end, its filter was changed. The
 * filter is compared with what it was when Millrace was first opened.
 */
export function useChecklistWatch(): void {
  const client = useHost();
  const starterFlowId = useHostData((state) => state.info.data?.starterFlowId ?? null);

  useEffect(() => {
    if (starterFlowId !== null) void compareFilter(client, starterFlowId);
  }, [client, starterFlowId]);

  useHostChanges((change) => {
    if (!change || starterFlowId === null || !('flowId' in change) || change.flowId !== starterFlowId) return;
    if (change.type === 'runs.changed' && change.status === 'succeeded') tickChecklist('ranSample');
    if (change.type === 'flows.changed') void compareFilter(client, starterFlowId);
  });
}

async function compareFilter(client: HostClient, flowId: string): Promise<void> {
  const { checklist } = useSettingsStore.getState().settings;
  if (checklist.changedFilter) return;
  let filter: string;
  try {
    const { document } = await client.flows.get({ id: flowId });
    filter = JSON.stringify(document.steps.find((step) => step.type === 'filter')?.settings ?? null);
  } catch {
    // The sample was deleted in the meantime; there is nothing to compare.
    return;
  }
  const latest = useSettingsStore.getState().settings.checklist;
  if (latest.filterAtStart === undefined) await changeSetting('checklist', { ...latest, filterAtStart: filter });
  else if (latest.filterAtStart !== filter) tickChecklist('changedFilter');
}
