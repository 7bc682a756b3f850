import { useEffect } from 'react';
import { useHostData } from '../stores/host-data.ts';
import { useSession } from '../stores/session.ts';
import { tickChecklist } from '../stores/settings.ts';

/** Ticks “Look at a step’s data” of the first-run checklist once records of the sample flow are on screen. */
export function useLookedAtData(shown: boolean): void {
  const { flowId } = useSession();
  const isSample = useHostData((state) => state.info.data?.starterFlowId === flowId);
  useEffect(() => {
    if (shown && isSample) tickChecklist('lookedAtData');
  }, [shown, isSample]);
}
