import { dialog } from 'electron';
import { type ErrorDescription, MillraceError, toMillraceError } from '../../shared/errors/index.ts';

/** What an error box says: what happened as its title, then why, what to do, and the code to look it up by. */
export function describeForBox(error: unknown): { title: string; text: string } {
  const { code, message, why, fix } = error instanceof MillraceError ? error : toMillraceError(error);
  return { title: message, text: [why, fix, code].filter(Boolean).join('\n\n') };
}

/** Shows an error that keeps Millrace from opening; returns when the person has closed the box. */
export function showError(error: unknown): void {
  const { title, text } = describeForBox(error);
  dialog.showErrorBox(title, text);
}

/** Tells what opening the data folder had to mend, one box at a time. */
export async function showNotices(notices: readonly ErrorDescription[]): Promise<void> {
  for (const { message, why, fix, code } of notices) {
    const detail = [why, fix, code].filter(Boolean).join('\n\n');
    await dialog.showMessageBox({ type: 'warning', message, detail, buttons: ['OK'] });
  }
}
