import { type FormEvent, useEffect, useRef, useState } from 'react';
import { NAMED_SCHEME } from '../../shared/connector/manifest.ts';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { useHost } from '../host/host-context.tsx';
import { useCatalogStore } from '../stores/catalog.ts';
import { useHostData } from '../stores/host-data.ts';
import { Button, TextField } from '../ui/index.ts';
import { AuthorizePanel } from './authorize-panel.tsx';
import {
  type ConnectionDraft,
  draftToInput,
  findDraftErrors,
  formFields,
  placeError,
  type SignInManifest,
} from './connection-draft.ts';
import { describeConnection } from './connection-words.ts';
import { DetailsForm } from './details-form.tsx';
import { EditFailure, readRevision } from './edit-failure.tsx';
import styles from './edit-form.module.css';
import { factsOfError, offeredIn, type Remedy, remediesOf, switchEnvironment } from './failure-remedies.ts';
import { FailureSummary } from './failure-summary.tsx';
import { focusField } from './focus-field.ts';
import { focusFirstError } from './focus-first-error.ts';
import { RemedyButtons } from './remedy-buttons.tsx';
import { useUnreadable } from './secrets/use-vault.ts';
import { sayUse } from './use-connection-page.ts';
import { useSignInEdit } from './use-sign-in-edit.ts';

const FIXED = 'Can’t be changed. Create a new connection instead.';

type Props = {
  connection: ConnectionSummary;
  /** Key of the field to begin with. */
  beginAt?: string | undefined;
  /** Gets what to tell of it. */
  onSaved: (message: string) => void;
  onCancel: () => void;
};

/** Edits a connection. Saving tests the resulting values first; nothing is saved unless the test succeeds. */
export function EditForm(props: Props) {
  const connectors = useCatalogStore((state) => state.connectorsById);
  const { connector, scheme } = describeConnection(props.connection, connectors);
  return connector && scheme && <ConnectionForm {...props} manifest={{ connector, scheme }} />;
}

function ConnectionForm({ connection, beginAt, manifest, onSaved, onCancel }: Props & { manifest: SignInManifest }) {
  const client = useHost();
  const connectors = useCatalogStore((state) => state.connectorsById);
  const others = useHostData((state) => state.connections.data);
  const { system, apiType, authentication } = describeConnection(connection, connectors);
  const edit = useSignInEdit<ConnectionDraft>(manifest, connection, () => ({
    name: connection.name,
    description: connection.description,
    fields: { ...connection.fields },
    secrets: {},
  }));
  const { draft, approved, authorization, setErrors } = edit;
  const isManaged = manifest.scheme.id === NAMED_SCHEME;
  const [failure, setFailure] = useState<MillraceError>();
  const [seenRevision, setSeenRevision] = useState(connection.revision);
  const [busy, setBusy] = useState(false);
  // Secrets that can't be opened aren't kept by an empty field: all of them have to be entered again.
  const isUnreadable = useUnreadable().has(connection.id);
  const lost = isUnreadable ? connection.secretsStored : [];
  const optional = new Set([...edit.optional].filter((key) => !lost.includes(key)));
  const fieldOf = (secret: string) =>
    formFields(manifest.connector, manifest.scheme).find(({ keptAs }) => keptAs === secret)?.key ?? secret;
  const lostNotes = Object.fromEntries(lost.map((key) => [fieldOf(key), 'Can’t be opened any more. Enter it again.']));
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (beginAt !== undefined) focusField(beginAt);
  }, [beginAt]);
  const needsApproval =
    edit.isChanged || failure?.code === 'MISSING_TOKEN' || failure?.code === 'AUTHORIZATION_EXPIRED';

  const save = async (event: FormEvent) => {
    event.preventDefault();
    const taken = (others ?? []).filter(({ id }) => id !== connection.id).map(({ name }) => name);
    const found = findDraftErrors(draft, manifest, taken, optional);
    setErrors(found);
    if (Object.keys(found).length > 0) {
      focusFirstError();
      return;
    }
    setBusy(true);
    setFailure(undefined);
    try {
      await client.connections.update({
        id: connection.id,
        ...(isManaged ? nameOf(draft) : draftToInput(draft, manifest)),
        expectedRevision: seenRevision,
        ...(approved ? { authorizationId: approved.authorizationId } : {}),
      });
      await useHostData.getState().refresh('connections');
      onSaved(`Saved. Connection test succeeded.${sayUse(connection)}`);
    } catch (thrown) {
      const error = toMillraceError(thrown);
      setFailure(error);
      setErrors(placeError(error, manifest));
      // What is typed stays; saving again is a decision made knowing that the other change is replaced.
      if (error.code === 'SAVE_CONFLICT') setSeenRevision(readRevision(error) ?? seenRevision);
      setBusy(false);
    }
  };

  const authorize = () => {
    const { fields, secrets } = draftToInput(draft, manifest);
    void authorization.start((options) =>
      client.connections.authorize({ id: connection.id, fields, secrets }, options),
    );
  };

  const mend = (remedy: Remedy) => {
    if (remedy.kind === 'tryAgain') form.current?.requestSubmit();
    else if (remedy.kind === 'reconnect') authorize();
    else if (remedy.kind === 'switchEnvironment') {
      edit.change({ ...draft, fields: switchEnvironment(draft.fields) }, 'environment');
      focusField('environment');
    } else if ('field' in remedy) focusField(remedy.field);
  };

  return (
    <form className={styles.form} onSubmit={save} noValidate ref={form}>
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
      <TextField label="System" value={system} help={FIXED} disabled onChange={() => undefined} />
      <TextField label="Connection API Type" value={apiType} help={FIXED} disabled onChange={() => undefined} />
      <TextField label="Authorization Type" value={authentication} help={FIXED} disabled onChange={() => undefined} />
      <DetailsForm
        {...manifest}
        isManaged={isManaged}
        draft={draft}
        errors={edit.errors}
        stored={isUnreadable ? new Set() : edit.stored}
        optional={optional}
        notes={{ ...lostNotes, ...edit.notes }}
        onChange={edit.change}
      />
      {manifest.scheme.authorizes && needsApproval && (
        <AuthorizePanel
          system={system}
          host={undefined}
          authorization={authorization}
          approved={approved}
          onStart={authorize}
          onMend={mend}
          entersCode={manifest.scheme.entersCode}
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

function nameOf({ name, description }: ConnectionDraft): { name: string; description: string } {
  return { name: name.trim(), description: description.trim() };
}
