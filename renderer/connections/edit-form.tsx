import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { useHost } from '../host/host-context.tsx';
import { useCatalogStore } from '../stores/catalog.ts';
import { useHostData } from '../stores/host-data.ts';
import { announce, Button, TextField } from '../ui/index.ts';
import { clearSecretAfterChange, primarySecret } from './clear-secret.ts';
import {
  type ConnectionDraft,
  type DraftErrors,
  draftToInput,
  findDraftErrors,
  findUnneeded,
} from './connection-draft.ts';
import { describeConnection } from './connection-words.ts';
import { DetailsForm } from './details-form.tsx';
import styles from './edit-form.module.css';

const FIXED = 'Can’t be changed. Create a new connection instead.';

/** Edits a connection. Saving tests the resulting values first; nothing is saved unless the test succeeds. */
export function EditForm({
  connection,
  onSaved,
  onCancel,
}: {
  connection: ConnectionSummary;
  onSaved: () => void;
  onCancel: () => void;
}) {
  const client = useHost();
  const connectors = useCatalogStore((state) => state.connectorsById);
  const others = useHostData((state) => state.connections.data);
  const { connector, scheme, system, authentication } = describeConnection(connection, connectors);
  const [draft, setDraft] = useState<ConnectionDraft>(() => ({
    name: connection.name,
    description: connection.description,
    fields: { ...connection.fields },
    secrets: {},
  }));
  const [clearedNote, setClearedNote] = useState<{ key: string; text: string }>();
  const [errors, setErrors] = useState<DraftErrors>({});
  const [failure, setFailure] = useState<MillraceError>();
  const [busy, setBusy] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (failure) summary.current?.focus();
  }, [failure]);
  if (!connector || !scheme) return null;

  const stored = new Set(connection.secretsStored.filter((key) => key !== clearedNote?.key));

  const optional = new Set([...findUnneeded(connection, { connector, scheme }), ...stored]);

  const change = (next: ConnectionDraft, changed: string) => {
    const secret = primarySecret(scheme);
    const note = clearedNote ? undefined : clearSecretAfterChange(connector, scheme, changed);
    if (note && secret) {
      setClearedNote({ key: secret.key, text: note });
      announce(note);
      setDraft({ ...next, secrets: { ...next.secrets, [secret.key]: '' } });
    } else {
      setDraft(next);
    }
    setErrors(({ [changed]: _mended, ...rest }) => rest);
  };

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const taken = (others ?? []).filter(({ id }) => id !== connection.id).map(({ name }) => name);
    const found = findDraftErrors(draft, { connector, scheme }, taken, optional);
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await client.connections.update({ id: connection.id, ...draftToInput(draft, { connector, scheme }) });
      useHostData.setState({ connections: { data: await client.connections.list() } });
      onSaved();
    } catch (thrown) {
      setFailure(toMillraceError(thrown));
      setBusy(false);
    }
  };

  return (
    <form className={styles.form} onSubmit={save} noValidate>
      {failure && (
        <div className={styles.failure} role="alert" tabIndex={-1} ref={summary}>
          <strong>Not saved: the connection test failed.</strong> {failure.message} {failure.why} {failure.fix}
        </div>
      )}
      <TextField label="System" value={system} help={FIXED} disabled onChange={() => undefined} />
      <TextField label="Authorization Type" value={authentication} help={FIXED} disabled onChange={() => undefined} />
      <DetailsForm
        connector={connector}
        scheme={scheme}
        draft={draft}
        errors={errors}
        stored={stored}
        optional={optional}
        notes={clearedNote ? { [clearedNote.key]: clearedNote.text } : {}}
        onChange={change}
      />
      <div className={styles.actions}>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" busyLabel={busy ? 'Testing…' : undefined}>
          Save
        </Button>
      </div>
    </form>
  );
}
