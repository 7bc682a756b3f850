import { useEffect, useState } from 'react';
import type { RunSummary } from '../../shared/contract/index.ts';
import { type ErrorDescription, toMillraceError } from '../../shared/errors/index.ts';
import { formatCount, formatNumber } from '../format/count.ts';
import { formatDuration } from '../format/time.ts';
import { useHost } from '../host/host-context.tsx';
import { addressOf } from '../stores/navigation.ts';
import { ErrorCard, SkeletonRows, StatusBadge } from '../ui/index.ts';
import styles from './called-runs.module.css';

/** The first runs that are listed; the others are in the history. */
const LISTED = 100;

/** The runs that a step called, by the records that they were for. `settled` counts its records that are done. */
export function CalledRuns({ runId, stepId, settled }: { runId: string; stepId: string; settled: number }) {
  const client = useHost();
  const [answer, setAnswer] = useState<{ runs: RunSummary[]; total: number }>();
  const [error, setError] = useState<ErrorDescription>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when more records are done
  useEffect(() => {
    let current = true;
    client.runs.called({ runId, step: stepId, offset: 0, limit: LISTED }).then(
      (next) => current && setAnswer(next),
      (thrown: unknown) => current && setError(toMillraceError(thrown).describe()),
    );
    return () => {
      current = false;
    };
  }, [client, runId, stepId, settled]);

  if (error) return <ErrorCard error={error} title="The called runs couldn’t be read" />;
  if (!answer) return <SkeletonRows />;
  if (answer.total === 0) return <p className={styles.none}>No run was called.</p>;
  return (
    <div className={styles.list}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Record</th>
            <th scope="col">Run</th>
            <th scope="col">Flow</th>
            <th scope="col">Status</th>
            <th scope="col">Duration</th>
          </tr>
        </thead>
        <tbody>
          {answer.runs.map((run) => (
            <tr key={run.runId}>
              <td>{formatNumber((run.calledBy?.place ?? 0) + 1)}</td>
              <td>
                <a href={addressOf({ screen: 'run', runId: run.runId })}>Run {run.number}</a>
              </td>
              <td>{run.flowName}</td>
              <td>
                <StatusBadge status={run.status} />
              </td>
              <td>{run.durationMs === null ? '—' : formatDuration(run.durationMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {answer.total > answer.runs.length && (
        <p className={styles.none}>
          The first {formatNumber(answer.runs.length)} of {formatCount(answer.total, 'run')}. All of them are under
          Runs.
        </p>
      )}
    </div>
  );
}
