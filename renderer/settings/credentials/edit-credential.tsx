import { useState } from 'react';
import type { CredentialEntity, NamedCredential } from '../../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import { type DraftErrors, findNameError } from '../../connections/connection-draft.ts';
import { EditFailure, readRevision } from '../../connections/edit-failure.tsx';
import { FailureSummary } from '../../connections/failure-summary.tsx';
import { focusFirstError } from '../../connections/focus-first-error.ts';
import { useHost } from '../../host/host-context.tsx';
import { useHostData } from '../../stores/host-data.ts';
import { Button, Dialog, TextField } from '../../ui/index.ts';
import { EntityFields, findEntityErrors } from './entity-fields.tsx';

/** Changes the name of a named credential and what is sent with it. Neither needs a test. */
export function EditCredential({
  credential,
  onSaved,
  onClose,
}: {
  credential: NamedCredential;
  /** Gets what to tell of it. */
  onSaved: (message: string) => void;
  onClose: () => void;
}) {
  const client = useHost();
  const others = useHostData((state) => state.credentials.data);
  const [draft, setDraft] = useState<{ name: string; entity: CredentialEntity; customEntity: string }>(() => ({
    name: credential.name,
    entity: credential.entity,
    customEntity: credential.customEntity,
  }));
  const [errors, setErrors] = useState<DraftErrors>({});
  const [failure, setFailure] = useState<MillraceError>();
  const [seenRevision, setSeenRevision] = useState(credential.revision);
  const [busy, setBusy] = useState(false);

  const change = (part: Partial<typeof draft>) => {
    setDraft({ ...draft, ...part });
    setErrors({});
  };

  const save = async () => {
    const taken = (others ?? []).filter(({ id }) => id !== credential.id).map(({ name }) => name);
    const name = findNameError(draft.name, taken, 'named credential');
    const found = { ...(name ? { name } : {}), ...findEntityErrors(draft) };
    setErrors(found);
    if (Object.keys(found).length > 0) return focusFirstError();
    setBusy(true);
    setFailure(undefined);
    try {
      await client.credentials.update({
        id: credential.id,
        name: draft.name.trim(),
        entity: draft.entity,
        customEntity: draft.customEntity.trim(),
        expectedRevision: seenRevision,
      });
      await useHostData.getState().refresh('credentials');
      onSaved('Saved.');
    } catch (thrown) {
      const error = toMillraceError(thrown);
      setFailure(error);
      if (error.code === 'SAVE_CONFLICT') setSeenRevision(readRevision(error) ?? seenRevision);
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      size="medium"
      title={`Edit “${credential.name}”`}
      onClose={onClose}
      onSubmit={() => void save()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busyLabel={busy ? 'Saving…' : undefined}>
            Save
          </Button>
        </>
      }
    >
      {failure && (
        <FailureSummary of={failure}>
          <EditFailure error={failure} />
        </FailureSummary>
      )}
      <TextField
        label="Name"
        required
        value={draft.name}
        maxLength={200}
        error={errors.name}
        data-testid="field-name"
        onChange={(name) => change({ name })}
      />
      <EntityFields
        {...draft}
        errors={errors}
        onChange={({ entity, customEntity }) =>
          change({ ...(entity ? { entity } : {}), ...(customEntity === undefined ? {} : { customEntity }) })
        }
      />
    </Dialog>
  );
}
