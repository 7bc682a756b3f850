import { useEffect } from 'react';
import { checkNow } from '../stores/check-now.ts';
import type { EditorSession } from '../stores/session.ts';

/** How long after a change the flow is checked, in ms (ui.md §6.9). */
const CHECK_AFTER_MS = 300;

/** Checks the open flow now and after every change. */
export function useProblemCheck(session: EditorSession): void {
  useEffect(() => {
    const check = () => checkNow(session);
    let timer: ReturnType<typeof setTimeout> | undefined;
    check();
    const stop = session.documents.subscribe((next, before) => {
      if (next.content === before.content) return;
      clearTimeout(timer);
      timer = setTimeout(check, CHECK_AFTER_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [session]);
}
