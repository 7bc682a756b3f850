import type { ConnectionStatus, ConnectionUser } from '../../../shared/contract/index.ts';
import type { Store } from '../../storage/index.ts';

/** The rows of the tab “Related”: which flows use a connection, and how its last test went for them (ui.md §8.2). */
export type ConnectionUsers = { list(connectionId: string): ConnectionUser[] };

/** `ownerName` is the computer's user. */
export function createConnectionUsers(store: Store, ownerName: string): ConnectionUsers {
  return {
    list: (connectionId) => {
      const { lastTestedAt, lastTest, status } = store.connections.get(connectionId);
      const progress = progressOf(status, lastTest?.succeeded);
      return store.flows.users.of(connectionId).map(({ flowId, name, revision, status: flowStatus }) => ({
        flowId,
        name,
        version: revision,
        status: flowStatus,
        owner: ownerName,
        lastTestedAt,
        progress,
      }));
    },
  };
}

function progressOf(status: ConnectionStatus, succeeded: boolean | undefined): ConnectionUser['progress'] {
  if (status === 'testing') return 'testing';
  if (succeeded === undefined) return 'not_tested';
  return succeeded ? 'succeeded' : 'failed';
}
