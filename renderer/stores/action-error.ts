import { create } from 'zustand';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';

type ActionError = { title: string; error: MillraceError };

/** An error of something the person did, for which the screen has no place of its own. */
export const useActionError = create<{ current: ActionError | undefined }>(() => ({ current: undefined }));

/** Shows an error in a dialog that says what couldn’t be done: “The flow couldn’t be renamed”. */
export function showActionError(title: string, thrown: unknown): void {
  useActionError.setState({ current: { title, error: toMillraceError(thrown) } });
}

/** Closes the dialog. */
export function dismissActionError(): void {
  useActionError.setState({ current: undefined });
}
