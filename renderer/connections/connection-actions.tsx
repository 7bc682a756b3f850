import { FlaskConical, PenLine, Power, PowerOff, RefreshCw, Trash, Undo2 } from 'lucide-react';
import type { Ref } from 'react';
import type { AuthSchemeManifest } from '../../shared/connector/manifest.ts';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { useMay } from '../stores/rights.ts';
import { Button } from '../ui/index.ts';

/** What can be done with a connection; what its way to sign in has no use for isn't there. */
export type ConnectionAction = 'test' | 'reconnect' | 'edit' | 'undo' | 'switch' | 'delete';

/** The buttons of a connection's page. */
export function ConnectionActions({
  connection,
  scheme,
  busy,
  editButton,
  onAct,
}: {
  connection: ConnectionSummary;
  scheme: AuthSchemeManifest | undefined;
  busy: 'testing' | 'undoing' | undefined;
  editButton: Ref<HTMLButtonElement>;
  onAct: (action: ConnectionAction) => void;
}) {
  const { active, undoable } = connection;
  const mayTest = useMay('testConnections');
  const mayManage = useMay('manageConnections');
  const test = mayTest && (
    <Button
      icon={FlaskConical}
      data-testid="conn-test"
      busyLabel={busy === 'testing' ? 'Testing…' : undefined}
      onClick={() => onAct('test')}
    >
      Test
    </Button>
  );
  if (!mayManage) return test;
  return (
    <>
      {test}
      {scheme?.authorizes && (
        <Button icon={RefreshCw} data-testid="conn-reconnect" onClick={() => onAct('reconnect')}>
          Reconnect
        </Button>
      )}
      {scheme && (
        <Button ref={editButton} icon={PenLine} data-testid="conn-edit" onClick={() => onAct('edit')}>
          Edit
        </Button>
      )}
      {undoable && (
        <Button icon={Undo2} busyLabel={busy === 'undoing' ? 'Testing…' : undefined} onClick={() => onAct('undo')}>
          Undo last edit
        </Button>
      )}
      <Button icon={active ? PowerOff : Power} onClick={() => onAct('switch')}>
        {active ? 'Deactivate' : 'Activate'}
      </Button>
      <Button icon={Trash} data-testid="conn-delete" onClick={() => onAct('delete')}>
        Delete
      </Button>
    </>
  );
}
