import { executionOrder } from '../../../shared/flow/graph.ts';
import { recordsOut } from '../../canvas/describe-step.ts';
import { formatCount } from '../../format/count.ts';
import { statusOfStep } from '../../format/step-status.ts';
import { formatDuration } from '../../format/time.ts';
import { useMay } from '../../stores/rights.ts';
import { useDocument, useRun, useSession } from '../../stores/session.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import styles from './panels.module.css';

/** The shown run, step by step: status, records, time, and why what failed did. */
export function RunLog() {
  const { view } = useSession();
  const state = useRun((run) => run.state);
  const document = useDocument(({ content }) => content.document);
  const mayRun = useMay('runFlows');
  if (!state) {
    return <p className={styles.message}>No run yet.{mayRun && ' Press Run to see what each step does.'}</p>;
  }
  const order = executionOrder(document).map(({ id }) => id);
  const steps = [...state.header.steps].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  return (
    <div className={styles.scroll}>
      <table className={styles.log}>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Status</th>
            <th scope="col" className={styles.number}>
              Records in
            </th>
            <th scope="col" className={styles.number}>
              Records out
            </th>
            <th scope="col" className={styles.number}>
              Duration
            </th>
            <th scope="col">Notes</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ id, name }) => {
            const step = state.steps[id];
            if (!step) return null;
            const error = step.error ?? step.failures[0]?.error;
            const notes = [
              error ? `${error.message} ${error.why}` : '',
              step.failed > 0 ? `${formatCount(step.failed, 'record')} failed` : '',
              step.retries > 0 ? `tried again ${step.retries} ×` : '',
              step.calls > 0 ? formatCount(step.calls, 'call') : '',
              ...step.warnings.map(({ message, count }) => `${message} (${count} ×)`),
            ].filter(Boolean);
            return (
              <tr key={id}>
                <th scope="row">
                  <button type="button" className={styles.link} onClick={() => view.getState().select([id])}>
                    {name}
                  </button>
                </th>
                <td>
                  <StatusBadge status={statusOfStep(step)} />
                </td>
                <td className={styles.number}>{step.in.toLocaleString('en-US')}</td>
                <td className={styles.number}>{recordsOut(step).toLocaleString('en-US')}</td>
                <td className={styles.number}>
                  {step.durationMs === undefined ? '' : formatDuration(step.durationMs)}
                </td>
                <td>{notes.join(' · ')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
