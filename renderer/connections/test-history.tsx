import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { formatMomentInFull } from '../format/time.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { ErrorCard, StatusBadge } from '../ui/index.ts';
import styles from './connection-screen.module.css';

/** The last ten tests of a connection, newest first; grows by itself when one ends. */
export function TestHistory({ connection }: { connection: ConnectionSummary }) {
  const client = useHost();
  const { data, error, refresh } = useResource(
    `tests ${connection.id}`,
    () => client.connections.tests({ id: connection.id }),
    { refreshOn: (change) => change.type === 'connections.changed' },
  );
  return (
    <section className={styles.section} aria-labelledby="connection-tests">
      <h2 id="connection-tests">Test history</h2>
      {error && !data && <ErrorCard error={error} title="The tests couldn’t be read" onRetry={() => void refresh()} />}
      {data?.length === 0 && <p>It wasn’t tested yet.</p>}
      {data && data.length > 0 && (
        <ol className={styles.tests} data-testid="test-history">
          {data.map(({ testedAt, succeeded, message, fix }) => (
            <li key={testedAt}>
              <StatusBadge status={succeeded ? 'succeeded' : 'failed'} />
              <time dateTime={testedAt}>{formatMomentInFull(testedAt)}</time>
              <span>
                {message} {succeeded ? '' : fix}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
