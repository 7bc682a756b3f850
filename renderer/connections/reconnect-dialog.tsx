import { useState } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useCatalogStore } from '../stores/catalog.ts';
import { useHostData } from '../stores/host-data.ts';
import { Button, Dialog } from '../ui/index.ts';
import { AuthorizePanel } from './authorize-panel.tsx';
import { describeConnection } from './connection-words.ts';
import { signInAddress } from './sign-in-address.ts';
import { TestLineList } from './test-line-list.tsx';
import { readTestFailure, runningLines } from './test-lines.ts';
import { type Approved, useAuthorization } from './use-authorization.ts';

/** A new sign-in for a connection that is there: approved in the browser, tested, then in force. */
export function ReconnectDialog({
  connection,
  onDone,
  onClose,
}: {
  connection: ConnectionSummary;
  /** Gets what to tell of it. */
  onDone: (message: string) => void;
  onClose: () => void;
}) {
  const client = useHost();
  const connectors = useCatalogStore((state) => state.connectorsById);
  const practiceUrl = useHostData((state) => state.practice.data?.loginUrl ?? undefined);
  const { connector, system } = describeConnection(connection, connectors);
  const address = connector && signInAddress(connector, connection.fields, practiceUrl);
  const host = address && URL.canParse(address) ? new URL(address).host : undefined;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<MillraceError>();

  const take = async ({ authorizationId }: Approved) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await client.connections.reconnect({ id: connection.id, authorizationId });
      await useHostData.getState().refresh('connections');
      const count = connection.usedBy.length;
      const use =
        count === 0 ? '' : `; ${formatCount(count, 'flow')} ${count === 1 ? 'uses' : 'use'} it from the next run`;
      onDone(`Reconnected. “${connection.name}” has a new sign-in${use}.`);
    } catch (thrown) {
      setFailure(toMillraceError(thrown));
    } finally {
      setBusy(false);
    }
  };
  const authorization = useAuthorization((approved) => void take(approved));
  const failed = failure && readTestFailure(failure);
  return (
    <Dialog
      open
      size="medium"
      title={`Reconnect “${connection.name}”`}
      onClose={onClose}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      {failed && (
        <div role="alert">
          <strong>Not reconnected: the connection test failed.</strong> {failed.cause} {failed.fix}
        </div>
      )}
      {busy ? (
        <TestLineList lines={runningLines} host={host} />
      ) : (
        <AuthorizePanel
          system={system}
          host={host}
          authorization={authorization}
          approved={undefined}
          onStart={() => void authorization.start({ id: connection.id })}
        />
      )}
    </Dialog>
  );
}
