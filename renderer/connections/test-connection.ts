import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import type { HostClient } from '../host/host-client.ts';
import { showActionError } from '../stores/action-error.ts';
import { markTesting, useHostData } from '../stores/host-data.ts';
import { announce, showToast } from '../ui/index.ts';

/** Connections that are tested at the same time by “Test all”. */
const AT_ONCE = 4;

type Tested = Pick<ConnectionSummary, 'id' | 'name'>;

/** Tests a connection; it shows “Testing…” everywhere meanwhile. True when it succeeded. */
export async function testConnection(client: HostClient, connection: Tested): Promise<boolean> {
  markTesting(connection.id, true);
  try {
    const result = await client.connections.test({ id: connection.id });
    const text = result.succeeded
      ? `Connection test succeeded. ${result.message}`
      : `Connection test failed. ${result.message} ${result.fix ?? ''}`.trim();
    announce(`${connection.name}: ${text}`, result.succeeded ? 'polite' : 'assertive');
    return result.succeeded;
  } catch (thrown) {
    showActionError(`“${connection.name}” couldn’t be tested`, thrown);
    return false;
  } finally {
    await refreshConnections(client);
    markTesting(connection.id, false);
  }
}

/** Tests all of them, four at a time, and says how it went. */
export async function testAllConnections(client: HostClient, connections: readonly Tested[]): Promise<void> {
  const waiting = [...connections];
  let succeeded = 0;
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (await testConnection(client, next)) succeeded += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const all = connections.length === 1 ? 'The connection works.' : `All ${connections.length} connections work.`;
  const some = `${succeeded} of ${formatCount(connections.length, 'connection')} ${succeeded === 1 ? 'works' : 'work'}.`;
  showToast(succeeded === connections.length ? all : some, {
    tone: succeeded === connections.length ? 'ok' : 'info',
  });
}

/** Fetches the connections at once, so that a result is on screen when its “Testing…” goes. */
async function refreshConnections(client: HostClient): Promise<void> {
  try {
    useHostData.setState({ connections: { data: await client.connections.list() } });
  } catch {
    // The link broke; the list is fetched again as soon as it is back.
  }
}
