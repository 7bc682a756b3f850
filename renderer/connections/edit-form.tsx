import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { useHost } from '../host/host-context.tsx';
import { useCatalogStore } from '../stores/catalog.ts';
import { useHostData } from '../stores/host-data.ts';
import { announce, Button, TextField } from '../ui/index.ts';
import { AuthorizePanel } from './authorize-panel.tsx';
import { clearSecretAfterChange, primarySecret } from './clear-secret.ts';
import {
  type ConnectionDraft,
  type DraftErrors,
  draftToInput,
  findDraftErrors,
  findUnneeded,
  placeError,
} from './connection-draft.ts';
import { describeConnection } from './connection-words.ts';
import { DetailsForm } from './details-form.tsx';
import { EditFailure, readRevision } from './edit-failure.tsx';
import styles from './edit-form.module.css';
import { type Approved, useAuthorization } from './use-authorization.ts';
import { sayUse } from './use-connection-page.ts';

const FIXED = 'Can’t be changed. Create a new connection instead.';

/** Edits a connection. Saving tests the resulting values first; nothing is saved unless the test succeeds. */
export function EditForm({
  connection,
  onSaved,
  onCancel,
}: {
  connection: ConnectionSummary;
  /** Gets what to tell of it. */
  onSaved: (message: string) => void;
  onCancel: () => void;
}) {
  const client = useHost();
  const connectors = useCatalogStore((state) => state.connectorsById);
  const others = useHostData((state) => state.connections.data);
  const { connector, scheme, system, apiType, authentication } = describeConnection(connection, connectors);
  const [draft, setDraft] = useState<ConnectionDraft>(() => ({
    name: connection.name,
    description: connection.description,
    fields: { ...connection.fields },
    secrets: {},
  }));
  const [clearedNote, setClearedNote] = useState<{ key: string; text: string }>();
  const [errors, setErrors] = useState<DraftErrors>({});
  const [failure, setFailure] = useState<MillraceError>();
  const [seenRevision, setSeenRevision] = useState(connection.revision);
  const [approved, setApproved] = useState<Approved>();
  const authorization = useAuthorization(setApproved);
  const [busy, setBusy] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (failure) summary.current?.focus();
  }, [failure]);
  if (!connector || !scheme) return null;

  const stored = new Set(connection.secretsStored.filter((key) => key !== clearedNote?.key));

  const isChanged = JSON.stringify(draft.fields) !== JSON.stringify(connection.fields) || clearedNote !== undefined;
  const optional = new Set([...findUnneeded(connection, { connector, scheme }), ...stored]);

  const needsApproval = isChanged || failure?.code === 'MISSING_TOKEN' || failure?.code === 'AUTHORIZATION_EXPIRED';

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
    if (changed !== 'name' && changed !== 'description') setApproved(undefined);
  };

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const taken = (others ?? []).filter(({ id }) => id !== connection.id).map(({ name }) => name);
    const found = findDraftErrors(draft, { connector, scheme }, taken, optional);
    setErrors(found);
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    setBusy(true);
    setFailure(undefined);
    try {
      await client.connections.update({
        id: connection.id,
        ...draftToInput(draft, { connector, scheme }),
        expectedRevision: seenRevision,
        ...(approved ? { authorizationId: approved.authorizationId } : {}),
      });
      await useHostData.getState().refresh('connections');
      onSaved(`Saved. Connection test succeeded.${sayUse(connection)}`);
    } catch (thrown) {
      const error = toMillraceError(thrown);
      setFailure(error);
      setErrors(placeError(error, { connector, scheme }));
      // What is typed stays; saving again is a decision made knowing that the other change is replaced.
      if (error.code === 'SAVE_CONFLICT') setSeenRevision(readRevision(error) ?? seenRevision);
      setBusy(false);
    }
  };

  return (
    <form className={styles.form} onSubmit={save} noValidate>
      {failure && (
        <div className={styles.failure} role="alert" tabIndex={-1} ref={summary}>
          <EditFailure error={failure} />
        </div>
      )}
      <TextField label="System" value={system} help={FIXED} disabled onChange={() => undefined} />
      <TextField label="Connection API Type" value={apiType} help={FIXED} disabled onChange={() => undefined} />
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
      {scheme.authorizes && needsApproval && (
        <AuthorizePanel
          system={system}
          host={undefined}
          authorization={authorization}
          approved={approved}
          onStart={() => {
            const { fields, secrets } = draftToInput(draft, { connector, scheme });
            void authorization.start((options) =>
              client.connections.authorize({ id: connection.id, fields, secrets }, options),
            );
          }}
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
