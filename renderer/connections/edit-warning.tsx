import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import { useHostData } from '../stores/host-data.ts';
import { Button, Dialog } from '../ui/index.ts';

/** Asks before a connection is edited: what that does, and to which flows. */
export function EditWarning({
  connection,
  onEdit,
  onClose,
}: {
  connection: ConnectionSummary;
  onEdit: () => void;
  onClose: () => void;
}) {
  const { usedBy } = connection;
  const flows = useHostData((state) => state.flows.data);
  const active = new Set(flows?.filter(({ status }) => status === 'active').map(({ id }) => id));
  const nameOf = ({ flowId, name }: { flowId: string; name: string }) =>
    active.has(flowId) ? `${name} (Active)` : name;
  return (
    <Dialog
      open
      title={`Edit “${connection.name}”?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={onEdit}>
            Edit
          </Button>
        </>
      }
    >
      <p>
        Connection edits are permanent, take effect immediately, and affect all associated flows. Editing a connection
        in use can cause errors in those flows if the connection fails.
      </p>
      <p>
        {usedBy.length === 0
          ? 'No flow uses it.'
          : `${formatCount(usedBy.length, 'flow')} ${usedBy.length === 1 ? 'uses' : 'use'} it: ${usedBy.map(nameOf).join(', ')}.`}
      </p>
    </Dialog>
  );
}
