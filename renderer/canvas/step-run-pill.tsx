import { useEffect, useState } from 'react';
import type { StepState } from '../../shared/run/state.ts';
import { formatCount } from '../format/count.ts';
import { statusOfStep } from '../format/step-status.ts';
import { formatDuration } from '../format/time.ts';
import { useRun } from '../stores/session.ts';
import { lookOfStatus } from '../ui/status-badge.tsx';
import { recordsOut } from './describe-step.ts';
import styles from './step-run-pill.module.css';

/** How a step fared in the shown run: status, records, time; dimmed when the step changed since. */
export function StepRunPill({ run, stale }: { run: StepState; stale: boolean }) {
  const look = lookOfStatus(statusOfStep(run));
  const Icon = look.icon;
  return (
    <span
      className={styles.pill}
      data-tone={look.tone}
      data-stale={stale || undefined}
      title={stale ? 'Changed since this run' : undefined}
    >
      <Icon size={14} strokeWidth={2} aria-hidden data-turning={run.status === 'running' || undefined} />
      <PillText run={run} label={look.label} />
      {stale && <span className="visually-hidden">, changed since this run</span>}
    </span>
  );
}

function PillText({ run, label }: { run: StepState; label: string }) {
  if (run.status === 'running') return <Running run={run} label={label} />;
  if (run.status === 'succeeded') {
    const failed = run.failed > 0 ? ` · ${run.failed} failed` : '';
    const time = run.durationMs === undefined ? '' : ` · ${formatDuration(run.durationMs)}`;
    return (
      <>
        <span className="visually-hidden">{label} </span>
        {formatCount(recordsOut(run) || run.in, 'record')}
        {failed}
        {time}
      </>
    );
  }
  return <>{label}</>;
}

function Running({ run, label }: { run: StepState; label: string }) {
  const clockStart = useRun((state) => state.clockStart);
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.floor((now - clockStart - (run.startedAtMs ?? 0)) / 1000));
  const count = Math.max(run.in, recordsOut(run));
  return (
    <>
      {label} {seconds} s{count > 0 ? ` · ${formatCount(count, 'record')}` : ''}
    </>
  );
}
