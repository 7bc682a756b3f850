import { create } from 'zustand';
import type { CredentialEntity, NamedCredential } from '../../../shared/contract/index.ts';
import type { Attempt } from '../../connections/wizard-store.ts';
import { emptyPrincipal, type PrincipalState } from './use-principal.ts';

/** The stages of a new named credential, in their order (product.md K2). */
export const credentialStages = ['Name', 'Entity type', 'Destination', 'Authenticate'] as const;
export type CredentialStage = (typeof credentialStages)[number];

/** A new named credential as far as it was entered. */
export type CredentialWizardState = PrincipalState & {
  stage: CredentialStage;
  name: string;
  entity: CredentialEntity | '';
  customEntity: string;
  /** Id of the destination's connector; empty for the first one. */
  connector: string;
  /** How its test stands; the credential is there only when it is `done`. */
  attempt: Attempt<NamedCredential> | undefined;
};

const emptyCredentialWizard: CredentialWizardState = {
  ...emptyPrincipal,
  stage: 'Name',
  name: '',
  entity: '',
  customEntity: '',
  connector: '',
  attempt: undefined,
};

/** The draft of a new named credential, in memory only: it outlives leaving the wizard and ends with the page. */
export const useCredentialWizardStore = create<CredentialWizardState>(() => emptyCredentialWizard);

/** Begins with nothing entered. */
export function resetCredentialWizard(): void {
  useCredentialWizardStore.setState(emptyCredentialWizard);
}

/** Comes back to a draft: a finished or failed test of before isn't shown again. */
export function reopenCredentialWizard(): void {
  const { attempt } = useCredentialWizardStore.getState();
  if (attempt?.state === 'done') resetCredentialWizard();
  else if (attempt?.state === 'failed') useCredentialWizardStore.setState({ attempt: undefined });
}
