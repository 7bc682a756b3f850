import { TriangleAlert } from 'lucide-react';
import { formatDuration } from '../../format/time.ts';
import { useHost } from '../../host/host-context.tsx';
import { useResource } from '../../host/use-resource.ts';
import { useSession } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import styles from './forecast-dialog.module.css';
import { describeBasis, formatRange, warnOfBudget } from './forecast-words.ts';
import type { RunControl } from './use-run-control.ts';

/** What a run of the flow would take: time, calls by connection, records by step. */
export function ForecastDialog({ control, onClose }: { control: RunControl; onClose(): void }) {
  const client = useHost();
  const { flowId } = useSession();
  const { data, error, refresh } = useResource(`forecast ${flowId}`, () => client.runs.forecast({ flowId }));
  return (
    <Dialog
      open
      size="medium"
      title="What a run would take"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            variant="primary"
            onClick={() => {
              onClose();
              control.run();
            }}
          >
            Run
          </Button>
        </>
      }
    >
      {error && !data && <ErrorCard error={error} title="There is no forecast" onRetry={refresh} />}
      {!data && !error && <SkeletonRows />}
      {data && (
        <div className={styles.forecast}>
          <p className={styles.basis}>{describeBasis(data)}</p>
          <dl className={styles.facts}>
            <dt>Time</dt>
            <dd>{formatRange(data.durationMs, formatDuration)}</dd>
            {data.connections.map((connection) => {
              const warning = warnOfBudget(connection);
              const { connectionId, name, calls } = connection;
              return (
                <div key={connectionId ?? ''} className={styles.row}>
                  <dt>{connectionId === null ? 'Calls without a connection' : `Calls to ${name}`}</dt>
                  <dd>
                    {formatRange(calls)}
                    {warning && (
                      <span className={styles.warning}>
                        <TriangleAlert size={16} strokeWidth={1.75} aria-hidden />
                        {warning}
                      </span>
                    )}
                  </dd>
                </div>
              );
            })}
          </dl>
          <table className={styles.steps}>
            <caption className="visually-hidden">Records and calls by step</caption>
            <thead>
              <tr>
                <th scope="col">Step</th>
                <th scope="col" className={styles.number}>
                  Records
                </th>
                <th scope="col" className={styles.number}>
                  Calls
                </th>
                <th scope="col">How it’s known</th>
              </tr>
            </thead>
            <tbody>
              {data.steps.map(({ step, name, records, calls }) => (
                <tr key={step}>
                  <th scope="row">{name}</th>
                  <td className={styles.number}>{formatRange(records)}</td>
                  <td className={styles.number}>{formatRange(calls)}</td>
                  <td>{known[records.how]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Dialog>
  );
}

const known = { measured: 'Measured', estimated: 'Estimated', unknown: 'Unknown' };
