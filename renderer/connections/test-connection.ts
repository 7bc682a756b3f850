import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import type { HostClient } from '../host/host-client.ts';
import { showActionError } from '../stores/action-error.ts';
import { markTesting, useHostData } from '../stores/host-data.ts';
import { announce, showToast } from '../ui/index.ts';

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

/** Tests every connection at once and says how it went; each shows “Testing…” until its own test ends. */
export async function testAllConnections(client: HostClient): Promise<void> {
  try {
    const tested = await client.connections.testAll({});
    const succeeded = tested.filter(({ result }) => result.succeeded).length;
    const all = tested.length === 1 ? 'The connection works.' : `All ${tested.length} connections work.`;
    const some = `${succeeded} of ${formatCount(tested.length, 'connection')} ${succeeded === 1 ? 'works' : 'work'}.`;
    showToast(succeeded === tested.length ? all : some, { tone: succeeded === tested.length ? 'ok' : 'info' });
  } catch (thrown) {
    showActionError('The connections couldn’t be tested', thrown);
  } finally {
    await refreshConnections(client);
  }
}

/** Fetches the connections at once, so that a result is on screen when its “Testing…” goes. */
async function refreshConnections(client: HostClient): Promise<void> {
  try {
    useHostData.setState({ connections: { data: await client.connections.list() } });
  } catch {
    // The link broke; the list is fetched again as soon as it is back.
  }
}
