import { useState } from 'react';
import type { FlowSummary } from '../../shared/contract/index.ts';
import { toMillraceError } from '../../shared/errors/index.ts';
import { useHost } from '../host/host-context.tsx';
import { Button, Dialog, TextField } from '../ui/index.ts';

/** Asks for a flow's new name. Mounted anew for each flow. */
export function RenameDialog({ flow, onClose }: { flow: Pick<FlowSummary, 'id' | 'name'>; onClose: () => void }) {
  const client = useHost();
  const [name, setName] = useState(flow.name);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const rename = async () => {
    if (name.trim() === '') return setError('A flow needs a name.');
    setBusy(true);
    try {
      await client.flows.rename({ id: flow.id, name: name.trim() });
      onClose();
    } catch (thrown) {
      const { message, fix } = toMillraceError(thrown);
      setError(`${message} ${fix}`);
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      title={`Rename “${flow.name}”`}
      onClose={onClose}
      onSubmit={rename}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busyLabel={busy ? 'Renaming…' : undefined}>
            Rename
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        required
        value={name}
        maxLength={200}
        error={error}
        data-autofocus
        onFocus={(event) => event.target.select()}
        onChange={(value) => {
          setName(value);
          setError(undefined);
        }}
      />
    </Dialog>
  );
}
