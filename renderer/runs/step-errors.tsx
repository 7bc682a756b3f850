import type { ErrorDescription } from '../../shared/errors/index.ts';
import { explainFailure, explainRun } from '../../shared/failures/index.ts';
import type { FailedRecord, RunHeader } from '../../shared/run/events.ts';
import type { FollowedRecord } from '../../shared/run/record-way.ts';
import type { RunState, StepState } from '../../shared/run/state.ts';
import { formatCount, formatNumber } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { Banner, Button, ErrorCard, textOfValue } from '../ui/index.ts';
import { FailureActions } from './failure-actions.tsx';
import { keepsLineage } from './record-sources.ts';
import styles from './step-panel.module.css';

/** Failed records that are listed at once. */
const LISTED = 200;

const dispositions: Record<FailedRecord['disposition'], string> = {
  stop: 'It stopped the run.',
  skip: 'It was left out, and the run went on.',
  port: 'It went out of the error port.',
};

type Props = {
  runId: string;
  state: RunState;
  step: StepState;
  name: string;
  /** The run can be resumed. */
  resumable: boolean;
  onResumed(): void;
  /** Asks how the run is tried again. */
  onRetry(): void;
  /** Follows a failed record. */
  onFollow(record: FollowedRecord): void;
};

/** Why a step failed, which records failed and why, and what was warned of. */
export function StepErrors({ runId, state, step, name, resumable, onResumed, onRetry, onFollow }: Props) {
  const client = useHost();
  const failure = explainRun(state).find((told) => told.step === step.id);
  const failures = useResource(`failures ${runId} ${step.id} ${step.failed}`, () =>
    client.runs.failures({ runId, step: step.id, offset: 0, limit: LISTED }),
  );
  const listed = failures.data?.failures ?? step.failures;
  return (
    <div className={styles.errors}>
      {step.failed > 0 && (
        <h3 className={styles.summary}>
          {name} failed for {formatNumber(step.failed)} of {formatCount(Math.max(step.in, step.failed), 'record')}
        </h3>
      )}
      {failure && (
        <ErrorCard
          error={failure.error}
          told={failure}
          actions={
            <FailureActions
              failure={failure}
              runId={runId}
              flowId={state.header.flowId}
              resumable={resumable}
              onRetry={onRetry}
              copies={false}
              onResumed={onResumed}
            />
          }
        />
      )}
      {step.failed > 0 && (
        <>
          <div className={styles.failures}>
            {listed.map((record) => (
              <Failure
                key={record.index}
                failure={record}
                step={state.header.steps.find(({ id }) => id === step.id)}
                told={failure?.error}
                open={listed.length === 1}
                onFollow={
                  keepsLineage(state) ? () => onFollow({ runId, step: step.id, place: record.index }) : undefined
                }
              />
            ))}
          </div>
          {listed.length < step.failed && <p>The first {formatCount(listed.length, 'failed record')} are listed.</p>}
        </>
      )}
      {step.warnings.map((warning) => (
        <Banner key={`${warning.code} ${warning.field ?? ''}`} tone="warn">
          {warning.message} ({formatCount(warning.count, 'time')})
        </Banner>
      ))}
    </div>
  );
}

function Failure({
  failure,
  step,
  told,
  open,
  onFollow,
}: {
  failure: FailedRecord;
  step: RunHeader['steps'][number] | undefined;
  /** The error that the card above tells, which isn't told twice. */
  told: ErrorDescription | undefined;
  open: boolean;
  /** Absent where it isn’t kept which record came of which. */
  onFollow: (() => void) | undefined;
}) {
  const isTold = told?.message === failure.error.message && told.why === failure.error.why;
  const explained = explainFailure(failure.error, step ? { step } : {});
  return (
    <details className={styles.failure} open={open}>
      <summary>
        <span>
          Record {failure.index + 1}: {explained.title}. {explained.cause}
        </span>
      </summary>
      <div className={styles.failureBody}>
        {!isTold && <ErrorCard error={failure.error} told={explained} />}
        <p>{dispositions[failure.disposition]}</p>
        <dl className={styles.record}>
          {Object.entries(failure.record).map(([key, value]) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>{key}</dt>
              <dd>{textOfValue(value)}</dd>
            </div>
          ))}
        </dl>
        {onFollow && (
          <Button size="small" onClick={onFollow}>
            Follow this record<span className="visually-hidden"> ({formatNumber(failure.index + 1)})</span>
          </Button>
        )}
      </div>
    </details>
  );
}
