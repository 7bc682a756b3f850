import { create } from 'zustand';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';

type ActionError = { title: string; error: MillraceError; place: ActionPlace | undefined };

/** What an action was about, as far as remedies need to know. */
type ActionPlace = { flowId: string; runId?: string };

/** An error of something the person did, for which the screen has no place of its own. */
export const useActionError = create<{ current: ActionError | undefined }>(() => ({ current: undefined }));

/**
 * Shows an error in a dialog that says what couldn’t be done: “The flow couldn’t be renamed”. With the flow and run that
 * it was about, the dialog offers what mends it.
 */
export function showActionError(title: string, thrown: unknown, place?: ActionPlace): void {
  useActionError.setState({ current: { title, error: toMillraceError(thrown), place } });
}

/** Closes the dialog. */
export function dismissActionError(): void {
  useActionError.setState({ current: undefined });
}
