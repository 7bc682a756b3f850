import { create } from 'zustand';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import type { MillraceError } from '../../shared/errors/index.ts';
import type { ConnectionDraft, DraftErrors, SignInDraft } from './connection-draft.ts';

/** The stages of a new connection, in their order. */
export const stages = ['System', 'Authentication', 'Details', 'Authorize', 'Test', 'Done'] as const;
export type Stage = (typeof stages)[number];

/** What a person approved in the browser, and for which details: it is of no use with others. */
export type Grant = { authorizationId: string; user: string; host: string; details: string };

/** Tells whether details are still those that were approved; name and description don't count. */
export function signDetails(key: string, draft: SignInDraft | undefined): string {
  return JSON.stringify([key, draft?.fields, draft?.secrets]);
}

/** How the test of something new stands; it is there only when it is `done`. */
export type Attempt<Made> =
  | { state: 'testing'; progressId?: string }
  | { state: 'failed'; error: MillraceError }
  | { state: 'done'; made: Made };

/** A new connection as far as it was entered. */
export type WizardState = {
  stage: Stage;
  /** Id of the chosen system; empty for the first one. */
  system: string;
  /** Id of the chosen way to sign in; empty for the first one. */
  schemeId: string;
  /** What was typed, by system and way to sign in. */
  drafts: Record<string, ConnectionDraft>;
  /** Key of the draft that was changed last; a new one takes over its name and environment. */
  latest: string;
  errors: DraftErrors;
  grant: Grant | undefined;
  attempt: Attempt<ConnectionSummary> | undefined;
};

export const emptyWizard: WizardState = {
  stage: 'System',
  system: '',
  schemeId: '',
  drafts: {},
  latest: '',
  errors: {},
  grant: undefined,
  attempt: undefined,
};

/** The draft of a new connection, in memory only: it outlives leaving the wizard and ends with the page. */
export const useWizardStore = create<WizardState>(() => emptyWizard);

/** Begins with nothing entered. */
export function resetWizard(): void {
  useWizardStore.setState(emptyWizard);
}

/** Comes back to a draft: a finished or failed test of before isn't shown again. */
export function reopenWizard(): void {
  const { attempt, stage } = useWizardStore.getState();
  if (attempt?.state === 'done') resetWizard();
  else if (stage === 'Test') useWizardStore.setState({ stage: 'Details', attempt: undefined });
}
