import { type ReactNode, useState } from 'react';
import type { FollowedRecord } from '../../shared/run/record-way.ts';
import type { RunState } from '../../shared/run/state.ts';
import { formatCount } from '../format/count.ts';
import { statusOfStep } from '../format/step-status.ts';
import { formatDuration } from '../format/time.ts';
import { StatusBadge, Tabs } from '../ui/index.ts';
import { CalledRuns } from './called-runs.tsx';
import { inputsOf, outputsOf, type RecordSource } from './record-sources.ts';
import { RecordTraceView } from './record-trace-view.tsx';
import { RecordsView } from './records-view.tsx';
import { recordsOut } from './run-words.ts';
import { StepErrors } from './step-errors.tsx';
import styles from './step-panel.module.css';

/** What one step of a run did: its errors, what came in and what went out. Mounted anew for each step. */
export function StepPanel({
  runId,
  state,
  stepId,
  resumable,
  onResumed,
  onRetry,
}: {
  runId: string;
  state: RunState;
  stepId: string;
  /** The run can be resumed. */
  resumable: boolean;
  onResumed(): void;
  /** Asks how the run is tried again. */
  onRetry(): void;
}) {
  const step = state.steps[stepId];
  const index = state.header.steps.findIndex(({ id }) => id === stepId);
  const name = state.header.steps[index]?.name ?? stepId;
  const callsFlows = state.header.steps[index]?.type === 'call_flow';
  const hasErrors = Boolean(step && (step.error || step.failed > 0 || step.warnings.length > 0));
  const inputs = inputsOf(state, stepId);
  const outputs = outputsOf(state, stepId);
  const tabs = [
    ...(hasErrors ? [{ id: 'error', label: step?.error || step?.failed ? 'Error' : 'Warnings' }] : []),
    ...(inputs.length > 0 ? [{ id: 'input', label: 'Input' }] : []),
    { id: 'output', label: 'Output' },
    ...(callsFlows ? [{ id: 'runs', label: 'Runs' }] : []),
  ];
  const [wish, setWish] = useState<string>();
  const chosen = tabs.some(({ id }) => id === wish) ? (wish ?? '') : tabs[0]?.id === 'error' ? 'error' : 'output';
  const [followed, setFollowed] = useState<FollowedRecord>();
  const choose = (tab: string) => {
    setFollowed(undefined);
    setWish(tab);
  };
  if (!step) return null;
  const traceOr = (backTo: string, listed: ReactNode) =>
    followed ? (
      <RecordTraceView
        {...{ state, record: followed, backTo }}
        onFollow={setFollowed}
        onClose={() => setFollowed(undefined)}
      />
    ) : (
      listed
    );
  const records = (tab: 'input' | 'output', sources: RecordSource[], label: string) =>
    traceOr('All records', <RecordsView key={tab} {...{ runId, sources, state, label }} onFollow={setFollowed} />);

  return (
    <section className={styles.panel} aria-label={`Step ${index + 1}, ${name}`}>
      <header className={styles.head}>
        <h2 className={styles.title}>
          {index + 1} {name}
        </h2>
        <p className={styles.facts}>
          <StatusBadge status={statusOfStep(step)} />
          <span>
            {formatCount(step.in, 'record')} in, {recordsOut(step)} out
          </span>
          {step.durationMs !== undefined && <span>{formatDuration(step.durationMs)}</span>}
          {step.calls > 0 && <span>{formatCount(step.calls, 'call')}</span>}
        </p>
      </header>
      <Tabs label={`Data of ${name}`} tabs={tabs} chosen={chosen} onChoose={choose}>
        {chosen === 'error' &&
          traceOr(
            'All errors',
            <StepErrors {...{ runId, state, step, name, resumable, onResumed, onRetry }} onFollow={setFollowed} />,
          )}
        {chosen === 'input' && records('input', inputs, `Input of ${name}`)}
        {chosen === 'runs' && <CalledRuns {...{ runId, stepId }} settled={recordsOut(step) + step.failed} />}
        {chosen === 'output' && records('output', outputs, `Output of ${name}`)}
      </Tabs>
    </section>
  );
}
