import { type FormEvent, useRef, useState } from 'react';
import type { NamedCredential, Principal } from '../../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import { AuthorizePanel } from '../../connections/authorize-panel.tsx';
import {
  findSignInErrors,
  placeError,
  type SignInDraft,
  type SignInManifest,
  signInToInput,
} from '../../connections/connection-draft.ts';
import { describeConnection } from '../../connections/connection-words.ts';
import { EditFailure, readRevision } from '../../connections/edit-failure.tsx';
import styles from '../../connections/edit-form.module.css';
import { factsOfError, offeredIn, type Remedy, remediesOf } from '../../connections/failure-remedies.ts';
import { FailureSummary } from '../../connections/failure-summary.tsx';
import { focusFirstError } from '../../connections/focus-first-error.ts';
import { manifestOfPrincipal } from '../../connections/named-sign-in.ts';
import { RemedyButtons } from '../../connections/remedy-buttons.tsx';
import { SignInFields } from '../../connections/sign-in-fields.tsx';
import { useSignInEdit } from '../../connections/use-sign-in-edit.ts';
import { formatCount } from '../../format/count.ts';
import { useHost } from '../../host/host-context.tsx';
import { useCatalogStore } from '../../stores/catalog.ts';
import { useHostData } from '../../stores/host-data.ts';
import { Banner, Button, TextField } from '../../ui/index.ts';
import { type CredentialOutcome, tellStops } from './credential-outcome.ts';
import { findPrincipalNameError, listNames, sayUse } from './credential-words.ts';
import { FormTitle } from './form-title.tsx';
import { mendPrincipal } from './use-principal.ts';

type Props = {
  credential: NamedCredential;
  principal: Principal;
  onSaved: (outcome: CredentialOutcome) => void;
  onCancel: () => void;
};

/** Edits a principal, for all connections at once. Changed details are tested first, and saved only when that succeeds. */
export function EditPrincipal(props: Props) {
  const connectors = useCatalogStore((state) => state.connectorsById);
  const { connector, scheme } = describeConnection(
    { ...props.principal, connector: props.credential.connector },
    connectors,
  );
  return connector && scheme && <PrincipalForm {...props} manifest={manifestOfPrincipal(connector, scheme)} />;
}

type PrincipalDraft = SignInDraft & { name: string };

function PrincipalForm({ credential, principal, manifest, onSaved, onCancel }: Props & { manifest: SignInManifest }) {
  const client = useHost();
  const edit = useSignInEdit<PrincipalDraft>(manifest, principal, () => ({
    name: principal.name,
    fields: { ...principal.fields },
    secrets: {},
  }));
  const { draft, approved, authorization, errors, setErrors } = edit;
  const [failure, setFailure] = useState<MillraceError>();
  const [seenRevision, setSeenRevision] = useState(credential.revision);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { usedBy } = credential;
  const ids = { credentialId: credential.id, principalId: principal.id };
  const input = signInToInput(draft, manifest);
  const isChanged = edit.isChanged || Object.keys(input.secrets).length > 0;
  const needsApproval =
    edit.isChanged || failure?.code === 'MISSING_TOKEN' || failure?.code === 'AUTHORIZATION_EXPIRED';

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const typed = draft.name.trim();
    const name =
      typed === '' ? 'A principal needs a name.' : findPrincipalNameError(typed, credential.principals, principal.id);
    const found = { ...(name ? { name } : {}), ...findSignInErrors(draft, manifest, edit.optional) };
    setErrors(found);
    if (Object.keys(found).length > 0) return focusFirstError();
    setBusy(true);
    setFailure(undefined);
    try {
      const { test, stops } = await client.credentials.savePrincipal({
        ...ids,
        name: typed,
        ...(isChanged || approved ? input : {}),
        ...(approved ? { authorizationId: approved.authorizationId } : {}),
        expectedRevision: seenRevision,
      });
      await useHostData.getState().refresh('credentials');
      const count = formatCount(usedBy.length, 'connection');
      const use = usedBy.length === 0 ? '' : ` ${count} now ${usedBy.length === 1 ? 'uses' : 'use'} the new details.`;
      onSaved(tellStops(`Saved.${test ? ` Connection test succeeded.${use}` : ''}`, stops));
    } catch (thrown) {
      const error = toMillraceError(thrown);
      setFailure(error);
      setErrors(placeError(error, manifest));
      if (error.code === 'SAVE_CONFLICT') setSeenRevision(readRevision(error) ?? seenRevision);
      setBusy(false);
    }
  };

  const authorize = () =>
    void authorization.start((options) => client.credentials.authorize({ ...ids, ...input }, options));
  const mend = (remedy: Remedy) => {
    if (remedy.kind === 'tryAgain') form.current?.requestSubmit();
    else if (remedy.kind === 'reconnect') authorize();
    else mendPrincipal({ draft, change: (next) => edit.change({ ...draft, ...next }, 'environment') }, remedy);
  };

  return (
    <form ref={form} className={styles.form} onSubmit={save} noValidate aria-label={`Edit ${principal.name}`}>
      <FormTitle>Edit “{principal.name}”</FormTitle>
      {failure && (
        <FailureSummary of={failure}>
          <EditFailure error={failure} />
          <div className={styles.remedies}>
            <RemedyButtons
              remedies={offeredIn(manifest, remediesOf(factsOfError(failure)), draft.fields)}
              onMend={mend}
            />
          </div>
        </FailureSummary>
      )}
      {usedBy.length > 0 && (
        <Banner tone="info">
          {sayUse(usedBy.length)}: {listNames(usedBy)}. Edits are permanent and take effect at once for{' '}
          {usedBy.length === 1 ? 'it' : 'all of them'}.
        </Banner>
      )}
      <TextField
        label="Principal name"
        required
        value={draft.name}
        maxLength={200}
        error={errors.name}
        data-testid="field-principal-name"
        onChange={(name) => edit.change({ ...draft, name }, 'name')}
      />
      <TextField
        label="Authentication Protocol"
        value={manifest.scheme.label}
        help="Can’t be changed. Add another principal instead."
        disabled
        onChange={() => undefined}
      />
      <SignInFields
        {...manifest}
        draft={draft}
        errors={errors}
        stored={edit.stored}
        optional={edit.optional}
        notes={edit.notes}
        onChange={edit.change}
      />
      {manifest.scheme.authorizes && needsApproval && (
        <AuthorizePanel
          system={manifest.connector.label}
          host={undefined}
          authorization={authorization}
          approved={approved}
          entersCode={manifest.scheme.entersCode}
          onStart={authorize}
          onMend={mend}
        />
      )}
      <div className={styles.actions}>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" busyLabel={busy ? 'Testing…' : undefined}>
          Save
        </Button>
      </div>
    </form>
  );
}
