import type { ErrorDescription } from '../../shared/errors/index.ts';
import type { FailedRecord } from '../../shared/run/events.ts';
import type { StepState } from '../../shared/run/state.ts';
import { formatCount, formatNumber } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { Banner, ErrorCard, textOfValue } from '../ui/index.ts';
import styles from './step-panel.module.css';

/** Failed records that are listed at once. */
const LISTED = 200;

const dispositions: Record<FailedRecord['disposition'], string> = {
  stop: 'It stopped the run.',
  skip: 'It was left out, and the run went on.',
  port: 'It went out of the error port.',
};

/** Why a step failed, which records failed and why, and what was warned of. */
export function StepErrors({ runId, step, name }: { runId: string; step: StepState; name: string }) {
  const client = useHost();
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
      {step.error && <ErrorCard error={step.error} />}
      {step.failed > 0 && (
        <>
          <div className={styles.failures}>
            {listed.map((failure) => (
              <Failure key={failure.index} failure={failure} stepError={step.error} open={listed.length === 1} />
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
  stepError,
  open,
}: {
  failure: FailedRecord;
  /** The step's own error, which isn't shown twice. */
  stepError: ErrorDescription | undefined;
  open: boolean;
}) {
  const isTold = stepError?.message === failure.error.message && stepError.why === failure.error.why;
  return (
    <details className={styles.failure} open={open}>
      <summary>
        <span>
          Record {failure.index + 1}: {failure.error.message}
        </span>
      </summary>
      <div className={styles.failureBody}>
        {!isTold && <ErrorCard error={failure.error} />}
        <p>{dispositions[failure.disposition]}</p>
        <dl className={styles.record}>
          {Object.entries(failure.record).map(([key, value]) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>{key}</dt>
              <dd>{textOfValue(value)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}
