import { type FormEvent, useState } from 'react';
import type { ConnectorManifest } from '../../../shared/connector/manifest.ts';
import type { NamedCredential } from '../../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import { placeError } from '../../connections/connection-draft.ts';
import { EditFailure } from '../../connections/edit-failure.tsx';
import styles from '../../connections/edit-form.module.css';
import { FailureSummary } from '../../connections/failure-summary.tsx';
import { focusFirstError } from '../../connections/focus-first-error.ts';
import { useHost } from '../../host/host-context.tsx';
import { useCatalogStore } from '../../stores/catalog.ts';
import { useHostData } from '../../stores/host-data.ts';
import { Banner, Button, TextField } from '../../ui/index.ts';
import { type CredentialOutcome, tellStops } from './credential-outcome.ts';
import { findPrincipalNameError, listNames, sayUse } from './credential-words.ts';
import { FormTitle } from './form-title.tsx';
import { PrincipalFields } from './principal-fields.tsx';
import { emptyPrincipal, usePrincipal } from './use-principal.ts';

type Props = {
  credential: NamedCredential;
  onSaved: (outcome: CredentialOutcome) => void;
  onCancel: () => void;
};

/** Adds a principal to a named credential. Its details are tested first; nothing is saved unless that succeeds. */
export function AddPrincipal(props: Props) {
  const connector = useCatalogStore((state) => state.connectorsById.get(props.credential.connector));
  return connector && <PrincipalForm {...props} connector={connector} />;
}

function PrincipalForm({ credential, connector, onSaved, onCancel }: Props & { connector: ConnectorManifest }) {
  const client = useHost();
  const [name, setName] = useState('');
  const [nameError, setNameError] = useState<string>();
  const [state, setState] = useState(emptyPrincipal);
  const principal = usePrincipal(connector, state, (part) => setState((before) => ({ ...before, ...part })));
  const [failure, setFailure] = useState<MillraceError>();
  const [busy, setBusy] = useState(false);
  if (!principal) return null;
  const { usedBy } = credential;

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const taken = findPrincipalNameError(name, credential.principals, undefined);
    setNameError(taken);
    if (taken) return focusFirstError();
    if (!principal.check() || principal.awaitsApproval) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const { stops } = await client.credentials.savePrincipal({
        credentialId: credential.id,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...principal.input(),
      });
      await useHostData.getState().refresh('credentials');
      onSaved(tellStops('Added. Connection test succeeded.', stops));
    } catch (thrown) {
      const error = toMillraceError(thrown);
      setFailure(error);
      const { name: taken, ...errors } = placeError(error, principal.manifest);
      setNameError(taken);
      setState((before) => ({ ...before, errors }));
      setBusy(false);
    }
  };

  return (
    <form className={styles.form} onSubmit={save} noValidate aria-label="New principal">
      <FormTitle>New principal</FormTitle>
      {failure && (
        <FailureSummary of={failure}>
          <EditFailure error={failure} />
        </FailureSummary>
      )}
      {usedBy.length > 0 && (
        <Banner tone="warn">
          {sayUse(usedBy.length)}: {listNames(usedBy)}. Connections need exactly one principal, so{' '}
          {usedBy.length === 1 ? 'it stops' : 'they stop'} working until the other is removed.
        </Banner>
      )}
      <TextField
        label="Principal name"
        value={name}
        maxLength={200}
        error={nameError}
        help="Empty: named after whom it signs in as."
        data-testid="field-principal-name"
        onChange={(typed) => {
          setName(typed);
          setNameError(undefined);
        }}
      />
      <PrincipalFields principal={principal} />
      <div className={styles.actions}>
        <Button onClick={onCancel}>Cancel</Button>
        {!principal.awaitsApproval && (
          <Button type="submit" variant="primary" busyLabel={busy ? 'Testing…' : undefined}>
            Add principal
          </Button>
        )}
      </div>
    </form>
  );
}
