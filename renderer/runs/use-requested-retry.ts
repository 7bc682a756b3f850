import { useEffect } from 'react';
import { takeRemedy, useRemedyRequest } from '../stores/remedy-request.ts';

/** Asks how a run is tried again, where another screen asked this one to. */
export function useRequestedRetry(runId: string, ask: () => void): void {
  const request = useRemedyRequest((state) => state.current);
  useEffect(() => {
    if (request && takeRemedy({ runId })) ask();
  });
}
