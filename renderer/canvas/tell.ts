import { type Told, undoAction } from '../stores/actions.ts';
import type { EditorSession } from '../stores/session.ts';
import { announce } from '../ui/live-regions.tsx';
import { showToast } from '../ui/toasts.ts';

/** Tells what an action did: refusals and what can be undone as a toast, everything to assistive technology. */
export function tell(session: EditorSession, told: Told | undefined): void {
  if (!told) return;
  if (told.refused) {
    showToast(told.announcement, { tone: 'info' });
    return;
  }
  if (!told.undoable) {
    announce(told.announcement);
    return;
  }
  announce(`${told.announcement} Undo available.`);
  showToast(told.announcement, { action: { label: 'Undo', run: () => tell(session, undoAction(session, 'undo')) } });
}
