import { type ConnectorManifest, NAMED_SCHEME } from '../../../shared/connector/manifest.ts';
import { toMillraceError } from '../../../shared/errors/index.ts';
import { findNameError, placeError } from '../../connections/connection-draft.ts';
import { factsOfError, offeredIn, type Remedy, remediesOf } from '../../connections/failure-remedies.ts';
import { focusFirstError } from '../../connections/focus-first-error.ts';
import { useHost } from '../../host/host-context.tsx';
import { useCatalog } from '../../stores/catalog.ts';
import { useHostData } from '../../stores/host-data.ts';
import { announce } from '../../ui/index.ts';
import {
  type CredentialStage,
  type CredentialWizardState,
  credentialStages,
  useCredentialWizardStore,
} from './credential-wizard-store.ts';
import { findEntityErrors } from './entity-fields.tsx';
import { mendPrincipal, type NewPrincipal, usePrincipal } from './use-principal.ts';

/** What the wizard of a named credential shows and what its buttons do. */
export type CredentialWizard = CredentialWizardState & {
  destinations: readonly ConnectorManifest[];
  destination: ConnectorManifest;
  principal: NewPrincipal;
  /** Stands in the way of leaving: a test is under way. */
  busy: boolean;
  previous: CredentialStage | undefined;
  goTo: (stage: CredentialStage) => void;
  change: (part: Partial<CredentialWizardState>) => void;
  checkName: () => void;
  /** What helps against the failure of the last attempt. */
  remedies: readonly Remedy[];
  /** Does what a remedy's button says. */
  mend: (remedy: Remedy) => void;
  /** Does what the last button says in the stage of the moment. */
  next: () => void;
};

/** The new named credential of the moment. Nothing is stored unless its test succeeds; undefined without destination. */
export function useCredentialWizard(): CredentialWizard | undefined {
  const client = useHost();
  const { connectors } = useCatalog();
  const others = useHostData((data) => data.credentials.data);
  const state = useCredentialWizardStore();
  const set = useCredentialWizardStore.setState;
  const destinations = connectors.filter(({ auth }) => auth.some(({ id }) => id === NAMED_SCHEME));
  const destination = destinations.find(({ id }) => id === state.connector) ?? destinations[0];
  const principal = usePrincipal(destination ?? nowhere, state, set);
  if (!destination || !principal) return undefined;

  const goTo = (stage: CredentialStage) => {
    set({ stage });
    announce(`${stage}, stage ${credentialStages.indexOf(stage) + 1} of ${credentialStages.length}`);
  };
  const refuse = (errors: CredentialWizardState['errors'], stage: CredentialStage) => {
    set({ errors });
    if (stage !== state.stage) goTo(stage);
    focusFirstError();
  };
  const nameError = () => {
    const name = findNameError(state.name, others?.map((other) => other.name) ?? [], 'named credential');
    return name ? { name } : undefined;
  };

  const create = async () => {
    const entity = state.entity;
    const early = nameError();
    if (early) return refuse(early, 'Name');
    if (entity === '') return refuse(findEntityErrors(state), 'Entity type');
    if (!principal.check()) return;
    set({ attempt: { state: 'testing' } });
    try {
      const { credential } = await client.credentials.create({
        name: state.name.trim(),
        entity,
        ...(entity === 'custom' ? { customEntity: state.customEntity.trim() } : {}),
        connector: destination.id,
        principal: principal.input(),
      });
      await useHostData.getState().refresh('credentials');
      set({ attempt: { state: 'done', made: credential }, drafts: {}, grant: undefined });
    } catch (thrown) {
      const error = toMillraceError(thrown);
      set({ attempt: { state: 'failed', error } });
      if (error.code === 'AUTHORIZATION_EXPIRED') set({ grant: undefined });
      const errors = placeError(error, principal.manifest);
      if (Object.keys(errors).length > 0) refuse(errors, errors.name ? 'Name' : 'Authenticate');
    }
  };

  const leave = (errors: CredentialWizardState['errors'], stage: CredentialStage) => {
    if (Object.keys(errors).length > 0) return refuse(errors, state.stage);
    set({ errors: {} });
    goTo(stage);
  };

  const failure = state.attempt?.state === 'failed' ? state.attempt.error : undefined;
  return {
    ...state,
    remedies: failure ? offeredIn(principal.manifest, remediesOf(factsOfError(failure)), principal.draft.fields) : [],
    mend: (remedy) => {
      if (remedy.kind === 'tryAgain') void create();
      else if (remedy.kind === 'reconnect') set({ grant: undefined });
      else mendPrincipal(principal, remedy);
    },
    destinations,
    destination,
    principal,
    busy: state.attempt?.state === 'testing',
    previous: credentialStages[credentialStages.indexOf(state.stage) - 1],
    goTo: (stage) => {
      set({ attempt: undefined });
      goTo(stage);
    },
    change: (part) => {
      const mended = new Set(Object.keys(part));
      const errors = Object.fromEntries(Object.entries(state.errors).filter(([key]) => !mended.has(key)));
      set({ ...part, errors });
    },
    checkName: () => {
      if (state.name !== '') set({ errors: nameError() ?? {} });
    },
    next: () => {
      if (state.stage === 'Name') leave(nameError() ?? {}, 'Entity type');
      else if (state.stage === 'Entity type') leave(findEntityErrors(state), 'Destination');
      else if (state.stage === 'Destination') leave({}, 'Authenticate');
      else if (state.attempt?.state !== 'testing' && !principal.awaitsApproval) void create();
    },
  };
}

/** Stands for a destination where there is none. */
const nowhere: ConnectorManifest = {
  id: '',
  version: 0,
  label: '',
  icon: '',
  description: '',
  common: [],
  auth: [],
  steps: [],
};
