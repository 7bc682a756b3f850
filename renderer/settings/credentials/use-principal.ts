import type { ConnectorManifest } from '../../../shared/connector/manifest.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import {
  carryCommon,
  type DraftErrors,
  emptySignIn,
  findSignInErrors,
  type SignInDraft,
  type SignInManifest,
  signInToInput,
} from '../../connections/connection-draft.ts';
import { type Remedy, switchEnvironment } from '../../connections/failure-remedies.ts';
import { focusField } from '../../connections/focus-field.ts';
import { focusFirstError } from '../../connections/focus-first-error.ts';
import { listCredentialSchemes, manifestOfPrincipal } from '../../connections/named-sign-in.ts';
import { guideOf } from '../../connections/sign-in-guides.ts';
import { type Authorization, useAuthorization } from '../../connections/use-authorization.ts';
import { type Grant, signDetails } from '../../connections/wizard-store.ts';
import { useHost } from '../../host/host-context.tsx';

/** A new principal as far as it was entered. */
export type PrincipalState = {
  /** Id of the chosen way to sign in; empty for the suggested one. */
  auth: string;
  /** What was typed, by destination and way to sign in. */
  drafts: Record<string, SignInDraft>;
  /** Key of the draft that was changed last; one for the same destination takes over its environment. */
  latest: string;
  errors: DraftErrors;
  grant: Grant | undefined;
};

/** A principal of which nothing was entered. */
export const emptyPrincipal: PrincipalState = { auth: '', drafts: {}, latest: '', errors: {}, grant: undefined };

/** A new principal: what its form shows, and what its details are worth. */
export type NewPrincipal = {
  connector: ConnectorManifest;
  manifest: SignInManifest;
  draft: SignInDraft;
  errors: DraftErrors;
  authorization: Authorization;
  /** What was approved in the browser for the details as they are. */
  grant: Grant | undefined;
  /** True while the details can't be tested because nobody approved them yet. */
  awaitsApproval: boolean;
  choose: (auth: string) => void;
  change: (draft: SignInDraft, changed: string) => void;
  /** Lets a person approve the details, when nothing is wrong with them. */
  startAuthorization: () => void;
  /** True when nothing is wrong with the details; else their errors show. */
  check: () => boolean;
  /** What is sent to the host. */
  input: () => SignInDraft & { auth: string; authorizationId?: string };
};

/** The sign-in of a new principal, wherever its state is kept. */
export function usePrincipal(
  connector: ConnectorManifest,
  state: PrincipalState,
  set: (part: Partial<PrincipalState>) => void,
): NewPrincipal | undefined {
  const client = useHost();
  const schemes = listCredentialSchemes(connector);
  const scheme =
    schemes.find(({ id }) => id === state.auth) ?? schemes.find(({ id }) => id === 'client_credentials') ?? schemes[0];
  const manifest = scheme && manifestOfPrincipal(connector, scheme);
  const key = `${connector.id}/${scheme?.id}`;
  const draft = manifest && (state.drafts[key] ?? startDraft(manifest, state));
  const details = signDetails(key, draft);
  const authorization = useAuthorization((approved) => set({ grant: { ...approved, details } }));
  if (!manifest || !draft) return undefined;
  const auth = manifest.scheme.id;
  const grant = state.grant?.details === details ? state.grant : undefined;

  const check = () => {
    const errors = findSignInErrors(draft, manifest);
    set({ errors });
    const isFine = Object.keys(errors).length === 0;
    if (!isFine) focusFirstError();
    return isFine;
  };

  return {
    connector,
    manifest,
    draft,
    errors: state.errors,
    authorization,
    grant,
    awaitsApproval: manifest.scheme.authorizes === true && !grant,
    choose: (chosen) => set({ auth: chosen, errors: {} }),
    change: (next, changed) => {
      const { [changed]: _mended, ...errors } = state.errors;
      set({ drafts: { ...state.drafts, [key]: next }, latest: key, errors });
    },
    startAuthorization: () => {
      if (!check()) return;
      const request = { connector: connector.id, auth, ...signInToInput(draft, manifest) };
      void authorization.start((options) => client.credentials.authorize(request, options));
    },
    check,
    input: () => ({
      auth,
      ...signInToInput(draft, manifest),
      ...(grant ? { authorizationId: grant.authorizationId } : {}),
    }),
  };
}

/** Does in the details what a remedy's button says. */
export function mendPrincipal({ draft, change }: Pick<NewPrincipal, 'draft' | 'change'>, remedy: Remedy): void {
  if (remedy.kind === 'switchEnvironment') {
    change({ ...draft, fields: switchEnvironment(draft.fields) }, 'environment');
    focusField('environment');
  } else if ('field' in remedy) focusField(remedy.field);
}

/** A first draft keeps the environment that was entered for another way to sign in, where this one works there too. */
function startDraft({ connector, scheme }: SignInManifest, { drafts, latest }: PrincipalState): SignInDraft {
  const fresh = emptySignIn(connector, scheme);
  const before = latest.startsWith(`${connector.id}/`) ? drafts[latest] : undefined;
  const fields: JsonObject = { ...fresh.fields, ...(before ? carryCommon(connector, before.fields) : {}) };
  const allowed = guideOf(connector.id, scheme.id)?.environments?.only;
  if (allowed && !allowed.includes(String(fields.environment))) fields.environment = allowed[0] ?? null;
  return { ...fresh, fields };
}
