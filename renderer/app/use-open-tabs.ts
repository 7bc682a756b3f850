import { useEffect, useMemo } from 'react';
import { useHostData } from '../stores/host-data.ts';
import { navigate, useRoute } from '../stores/navigation.ts';
import { changeSetting, useSetting } from '../stores/settings.ts';

/** The flows that are open in tabs, and what can be done with the tabs. */
export type OpenTabs = {
  tabs: { flowId: string; name: string }[];
  /** The flow on screen. */
  currentId: string | undefined;
  close: (flowId: string) => void;
  /** Goes to the next (1) or previous (-1) tab; the lists' tab is one of them. */
  move: (by: 1 | -1) => void;
  /** Opens the tab that was closed last. */
  reopen: () => void;
};

const closed: string[] = [];

/** Keeps a tab for every flow that was opened; they come back at the next start. */
export function useOpenTabs(): OpenTabs {
  const { route } = useRoute();
  const open = useSetting('openTabs');
  const flows = useHostData((state) => state.flows.data);
  const currentId = route.screen === 'flow' ? route.flowId : undefined;

  useEffect(() => {
    if (currentId !== undefined && !open.includes(currentId)) void changeSetting('openTabs', [...open, currentId]);
  }, [currentId, open]);

  return useMemo(() => {
    const names = new Map(flows?.map((flow) => [flow.id, flow.name]));
    const tabs = open
      .filter((flowId) => flows === undefined || names.has(flowId) || flowId === currentId)
      .map((flowId) => ({ flowId, name: names.get(flowId) ?? 'Flow' }));
    const ids = tabs.map((tab) => tab.flowId);
    return {
      tabs,
      currentId,
      close(flowId) {
        const at = ids.indexOf(flowId);
        closed.push(flowId);
        void changeSetting(
          'openTabs',
          open.filter((id) => id !== flowId),
        );
        if (flowId !== currentId) return;
        const neighbour = ids[at + 1] ?? ids[at - 1];
        navigate(neighbour === undefined ? { screen: 'flows' } : { screen: 'flow', flowId: neighbour });
      },
      move(by) {
        const stops = [undefined, ...ids];
        const next = stops[(stops.indexOf(currentId) + by + stops.length) % stops.length];
        navigate(next === undefined ? { screen: 'home' } : { screen: 'flow', flowId: next });
      },
      reopen() {
        const flowId = closed.pop();
        if (flowId !== undefined) navigate({ screen: 'flow', flowId });
      },
    };
  }, [open, flows, currentId]);
}
