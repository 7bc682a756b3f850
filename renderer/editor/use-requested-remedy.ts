import { useEffect } from 'react';
import { takeRemedy, useRemedyRequest } from '../stores/remedy-request.ts';
import type { EditorSession } from '../stores/session.ts';
import { mendInEditor } from './mend.ts';

/** Carries out what another screen asked of this flow, once the canvas stands. */
export function useRequestedRemedy(session: EditorSession): void {
  const request = useRemedyRequest((state) => state.current);
  useEffect(() => {
    if (!request) return;
    const frame = requestAnimationFrame(() => {
      const remedy = takeRemedy({ flowId: session.flowId });
      if (remedy) mendInEditor(session, remedy);
    });
    return () => cancelAnimationFrame(frame);
  }, [session, request]);
}
