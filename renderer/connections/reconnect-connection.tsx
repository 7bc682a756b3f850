import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useCatalogStore } from '../stores/catalog.ts';
import { useHostData } from '../stores/host-data.ts';
import { describeConnection } from './connection-words.ts';
import { ReconnectDialog } from './reconnect-dialog.tsx';
import { signInHost } from './sign-in-address.ts';

/** A new sign-in for a connection. */
export function ReconnectConnection({
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

  const take = async (authorizationId: string) => {
    await client.connections.reconnect({ id: connection.id, authorizationId });
    await useHostData.getState().refresh('connections');
    const count = connection.usedBy.length;
    const use =
      count === 0 ? '' : `; ${formatCount(count, 'flow')} ${count === 1 ? 'uses' : 'use'} it from the next run`;
    return `Reconnected. “${connection.name}” has a new sign-in${use}.`;
  };
  return (
    <ReconnectDialog
      id={connection.id}
      name={connection.name}
      system={system}
      host={connector && signInHost(connector, connection.fields, practiceUrl)}
      entersCode={connector?.auth.find(({ id }) => id === connection.auth)?.entersCode}
      ask={(options) => client.connections.authorize({ id: connection.id }, options)}
      take={take}
      onDone={onDone}
      onClose={onClose}
    />
  );
}
