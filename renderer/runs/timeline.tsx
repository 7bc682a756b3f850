import type { RunState, StepState } from '../../shared/run/state.ts';
import { formatCount, formatNumber } from '../format/count.ts';
import { statusOfStep } from '../format/step-status.ts';
import { formatDuration } from '../format/time.ts';
import { useCatalogStore } from '../stores/catalog.ts';
import { CategoryTile, iconByName, lookOfStatus, StatusBadge } from '../ui/index.ts';
import { recordsOut } from './run-words.ts';
import styles from './timeline.module.css';

/** The steps of a run over time: a table whose bars show when each started and how long it took. */
export function Timeline({
  state,
  elapsed,
  chosen,
  onChoose,
}: {
  state: RunState;
  /** How long the run took or has taken by now, in ms. */
  elapsed: number;
  chosen: string | undefined;
  onChoose: (stepId: string) => void;
}) {
  const manifests = useCatalogStore((catalog) => catalog.stepsByType);
  const total = Math.max(1, elapsed);
  return (
    <section className={styles.frame} aria-label="Timeline">
      <table className={styles.table}>
        <caption className="visually-hidden">Steps of the run in order, with start, duration and records</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Status</th>
            <th scope="col" className={styles.laneHead}>
              Start
            </th>
            <th scope="col" className={styles.number}>
              Duration
            </th>
            <th scope="col" className={styles.number}>
              Records
            </th>
          </tr>
        </thead>
        <tbody>
          {state.header.steps.map(({ id, name, type }, index) => {
            const step = state.steps[id];
            const manifest = manifests.get(type);
            if (!step) return null;
            return (
              <tr
                key={id}
                data-status={step.status}
                data-chosen={id === chosen || undefined}
                onClick={() => onChoose(id)}
              >
                <td>
                  <button type="button" className={styles.step} aria-pressed={id === chosen}>
                    <CategoryTile
                      category={manifest?.category ?? 'action'}
                      icon={iconByName(manifest?.icon ?? 'box')}
                      size={24}
                    />
                    <span className={styles.name} title={name}>
                      <span className="visually-hidden">Step {index + 1}: </span>
                      {name}
                    </span>
                  </button>
                </td>
                <td>
                  <StatusBadge status={statusOfStep(step)} iconOnly />
                </td>
                <td className={styles.lane}>
                  <Bar step={step} total={total} elapsed={elapsed} />
                </td>
                <td className={styles.number}>
                  {step.durationMs !== undefined && formatDuration(step.durationMs)}
                  {step.retries > 0 && (
                    <span className={styles.retries}>{formatCount(step.retries, 'retry', 'retries')}</span>
                  )}
                </td>
                <td className={styles.number}>{recordsOf(step)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Bar({ step, total, elapsed }: { step: StepState; total: number; elapsed: number }) {
  if (step.startedAtMs === undefined) return <span className={styles.idle}>{lookOfStatus(step.status).label}</span>;
  const length = step.durationMs ?? Math.max(0, elapsed - step.startedAtMs);
  const left = Math.min(99, (step.startedAtMs / total) * 100);
  return (
    <>
      <span className="visually-hidden">at {formatDuration(step.startedAtMs)}</span>
      <span
        className={styles.bar}
        data-status={statusOfStep(step)}
        style={{ left: `${left}%`, width: `${Math.min(100 - left, (length / total) * 100)}%` }}
      />
    </>
  );
}

function recordsOf(step: StepState): string {
  if (step.status === 'queued' || step.status === 'skipped') return '';
  const out = formatNumber(recordsOut(step));
  return step.failed > 0 ? `${out} (${formatNumber(step.failed)} failed)` : out;
}
