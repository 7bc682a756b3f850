import { useMemo } from 'react';
import type { AuthSchemeManifest, ConnectorManifest } from '../../shared/connector/manifest.ts';
import { toMillraceError } from '../../shared/errors/index.ts';
import { useHost } from '../host/host-context.tsx';
import { useCatalog } from '../stores/catalog.ts';
import { useHostData } from '../stores/host-data.ts';
import { tickChecklist } from '../stores/settings.ts';
import { announce } from '../ui/index.ts';
import {
  type ConnectionDraft,
  carryCommon,
  draftToInput,
  emptyDraft,
  findDraftErrors,
  placeError,
} from './connection-draft.ts';
import {
  factsOfError,
  fieldToMend,
  offeredIn,
  type Remedy,
  remediesOf,
  switchEnvironment,
} from './failure-remedies.ts';
import { focusField } from './focus-field.ts';
import { focusFirstError } from './focus-first-error.ts';
import type { PastedParameters } from './paste-parameters.tsx';
import { guideOf } from './sign-in-guides.ts';
import { listSystems, type SystemChoice } from './systems.ts';
import { type Grant, type Stage, signDetails, stages, useWizardStore, type WizardState } from './wizard-store.ts';

/** What the wizard shows and what its buttons do. */
export type Wizard = WizardState & {
  systems: readonly SystemChoice[];
  choice: SystemChoice | undefined;
  manifest: { connector: ConnectorManifest; scheme: AuthSchemeManifest } | undefined;
  draft: ConnectionDraft | undefined;
  /** Stands in the way of leaving: a test is under way. */
  busy: boolean;
  previous: Stage | undefined;
  goTo(stage: Stage): void;
  change(draft: ConnectionDraft, changed: string): void;
  checkName(): void;
  approve(grant: Omit<Grant, 'details'>): void;
  /** Fills the details from pasted parameters, which may change the way to sign in. */
  paste(read: PastedParameters): void;
  /** What helps against the failure of the last attempt. */
  remedies: readonly Remedy[];
  /** Does what a remedy's button says. */
  mend(remedy: Remedy): void;
  /** Does what the button “Next” says in the stage of the moment. */
  next(): void;
};

/** The new connection of the moment and how it goes on. Nothing is stored unless its test succeeds. */
export function useWizard(): Wizard {
  const client = useHost();
  const catalog = useCatalog();
  const others = useHostData((state) => state.connections.data);
  const state = useWizardStore();
  const set = useWizardStore.setState;
  const systems = useMemo(() => listSystems(catalog.connectors), [catalog]);
  const choice = systems.find(({ id }) => id === state.system) ?? systems[0];
  const scheme = choice && (choice.connector.auth.find(({ id }) => id === state.schemeId) ?? suggestScheme(choice));
  const manifest = choice && scheme && { connector: choice.connector, scheme };
  const key = `${choice?.id}/${scheme?.id}`;
  const draft = manifest && choice ? (state.drafts[key] ?? startDraft(manifest, choice, state)) : undefined;
  const taken = others?.map(({ name }) => name) ?? [];
  const grant = state.grant?.details === signDetails(key, draft) ? state.grant : undefined;

  const goTo = (stage: Stage) => {
    set({ stage });
    announce(`${stage}, stage ${stages.indexOf(stage) + 1} of ${stages.length}`);
  };

  const create = async () => {
    if (!manifest || !draft) return;
    goTo('Test');
    const progressId = crypto.randomUUID();
    set({ attempt: { state: 'testing', progressId } });
    try {
      const { connection } = await client.connections.create({
        connector: manifest.connector.id,
        auth: manifest.scheme.id,
        ...draftToInput(draft, manifest),
        progressId,
        ...(grant ? { authorizationId: grant.authorizationId } : {}),
      });
      if (connection.environment !== 'practice' && connection.status === 'connected') tickChecklist('connectedOwn');
      await useHostData.getState().refresh('connections');
      set({ attempt: { state: 'done', made: connection }, drafts: {}, grant: undefined });
      goTo('Done');
    } catch (thrown) {
      const error = toMillraceError(thrown);
      set({ attempt: { state: 'failed', error }, errors: placeError(error, manifest) });
      if (error.code === 'AUTHORIZATION_EXPIRED') set({ grant: undefined });
    }
  };

  const leaveDetails = () => {
    if (!manifest || !draft) return;
    const errors = findDraftErrors(draft, manifest, taken);
    set({ errors, attempt: undefined });
    if (Object.keys(errors).length > 0) focusFirstError();
    else if (manifest.scheme.authorizes) goTo('Authorize');
    else void create();
  };

  const change = (next: ConnectionDraft, changed: string) => {
    const { [changed]: _mended, ...errors } = state.errors;
    set({ drafts: { ...state.drafts, [key]: next }, latest: key, errors });
  };

  const failure = state.attempt?.state === 'failed' ? state.attempt.error : undefined;
  const remedies =
    failure && manifest && draft ? offeredIn(manifest, remediesOf(factsOfError(failure)), draft.fields) : [];

  const editDetails = (field: string | undefined) => {
    goTo('Details');
    if (field !== undefined) focusField(field);
    else focusFirstError();
  };

  const mend = (remedy: Remedy) => {
    if (remedy.kind === 'tryAgain') void create();
    else if (remedy.kind === 'reconnect') {
      set({ grant: undefined });
      goTo('Authorize');
    } else if (remedy.kind === 'switchEnvironment') {
      if (draft) change({ ...draft, fields: switchEnvironment(draft.fields) }, 'environment');
      editDetails('environment');
    } else if (remedy.kind === 'increaseTimeout' || remedy.kind === 'editField') editDetails(remedy.field);
  };

  return {
    ...state,
    remedies,
    mend,
    grant,
    systems,
    choice,
    manifest,
    draft,
    busy: state.attempt?.state === 'testing',
    previous: previousOf(state.stage, manifest?.scheme),
    goTo: (stage) => {
      if (stage === 'Details' && failure) editDetails(fieldToMend(remedies));
      else goTo(stage);
    },
    change,
    checkName: () => {
      if (!manifest || !draft || draft.name === '') return;
      const { name } = findDraftErrors(draft, manifest, taken);
      if (name) set({ errors: { ...state.errors, name } });
    },
    approve: (approved) => set({ grant: { ...approved, details: signDetails(key, draft) } }),
    paste: ({ connector: pastedFor, auth, fields, secrets }) => {
      const system = choice?.connector.id === pastedFor ? choice : systems.find(({ id }) => id === pastedFor);
      const pasted = system?.connector.auth.find(({ id }) => id === auth);
      if (!system || !pasted || !draft) return;
      const pastedKey = `${system.id}/${auth}`;
      const fresh = emptyDraft(system.connector, pasted).fields;
      const filled = { ...draft, fields: { ...fresh, ...fields }, secrets };
      const drafts = { ...state.drafts, [pastedKey]: filled };
      set({ system: system.id, schemeId: auth, drafts, latest: pastedKey, errors: {} });
    },
    next: () => {
      if (state.stage === 'System') goTo('Authentication');
      else if (state.stage === 'Authentication') goTo('Details');
      else if (state.stage === 'Details') leaveDetails();
      else if (state.stage === 'Authorize' ? grant : state.attempt?.state === 'failed') {
        if (manifest?.scheme.authorizes && !grant) goTo('Authorize');
        else void create();
      }
    },
  };
}

/** The recommended way to sign in; for the practice org, whose users are known, the first one. */
function suggestScheme({ connector, preset }: SystemChoice): AuthSchemeManifest | undefined {
  const recommended = connector.auth.find(({ id }) => guideOf(connector.id, id)?.recommended);
  return (preset.environment === 'practice' ? undefined : recommended) ?? connector.auth[0];
}

function previousOf(stage: Stage, scheme: AuthSchemeManifest | undefined): Stage | undefined {
  if (stage === 'Authentication') return 'System';
  if (stage === 'Details') return 'Authentication';
  if (stage === 'Authorize') return 'Details';
  return stage === 'Test' && scheme ? 'Details' : undefined;
}

/** A first draft keeps the name and the environment that were entered for another way to sign in. */
function startDraft(
  manifest: { connector: ConnectorManifest; scheme: AuthSchemeManifest },
  choice: SystemChoice,
  { drafts, latest }: WizardState,
): ConnectionDraft {
  const fresh = emptyDraft(manifest.connector, manifest.scheme);
  const before = drafts[latest];
  if (!before) return { ...fresh, fields: { ...fresh.fields, ...choice.preset } };
  const { name, description } = before;
  const kept = latest.startsWith(`${choice.id}/`) ? carryCommon(manifest.connector, before.fields) : {};
  return { ...fresh, name, description, fields: { ...fresh.fields, ...choice.preset, ...kept } };
}
