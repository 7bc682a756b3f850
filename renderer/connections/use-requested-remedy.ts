import { useEffect } from 'react';
import type { Remedy } from '../../shared/failures/index.ts';
import { takeRemedy, useRemedyRequest } from '../stores/remedy-request.ts';

/** Carries out what another screen asked of this connection; opening its page is all that some remedies ask. */
export function useRequestedRemedy(connectionId: string, carryOut: (remedy: Remedy) => void): void {
  const request = useRemedyRequest((state) => state.current);
  useEffect(() => {
    const remedy = request && takeRemedy({ connectionId });
    if (remedy) carryOut(remedy);
  });
}
