import { CircleCheck, CircleMinus } from 'lucide-react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { ErrorCard } from '../ui/index.ts';
import type { Remedy } from './failure-remedies.ts';
import { RemedyButtons } from './remedy-buttons.tsx';
import { TestLineList } from './test-line-list.tsx';
import { readTestFailure } from './test-lines.ts';
import { useTestProgress } from './use-test-progress.ts';
import styles from './wizard.module.css';
import type { Attempt } from './wizard-store.ts';

/** The test of something that is about to be made. On failure nothing is made. */
export function TestStage({
  thing,
  name,
  host,
  attempt,
  remedies = [],
  onMend = () => undefined,
}: {
  /** What it is: “connection”. */
  thing: string;
  name: string;
  host: string | undefined;
  attempt: Exclude<Attempt<unknown>, { state: 'done' }>;
  remedies?: readonly Remedy[];
  onMend?: (remedy: Remedy) => void;
}) {
  const progress = useTestProgress(attempt.state === 'testing' ? attempt.progressId : undefined);
  const error = attempt.state === 'failed' ? attempt.error : undefined;
  const failed = error && readTestFailure(error);
  const lines = failed?.lines ?? progress;
  return (
    <>
      <div role="status">
        <h2 className={styles.stageTitle}>{failed ? `“${name}” doesn’t work yet` : `Testing “${name}”…`}</h2>
      </div>
      {lines.length > 0 && <TestLineList lines={lines} host={host} />}
      {error && failed && (
        <ErrorCard
          error={{ ...error.describe(), message: '', why: failed.cause, fix: failed.fix }}
          title={`The ${thing} wasn’t created`}
          actions={<RemedyButtons remedies={remedies} onMend={onMend} without={['editField']} size="medium" />}
        />
      )}
    </>
  );
}

/** The connection is made; without permission to use its named credential it can't be used yet. */
export function DoneStage({ connection }: { connection: ConnectionSummary }) {
  const { name, status, lastTest } = connection;
  const works = status === 'connected';
  const Icon = works ? CircleCheck : CircleMinus;
  return (
    <div className={styles.done} role="status">
      <Icon className={works ? styles.check : styles.inactive} size={32} strokeWidth={1.75} aria-hidden />
      <h2 className={styles.doneTitle}>
        {works ? `${name} is connected.` : `${name} was created, but it is inactive. Flows can’t use it yet.`}
      </h2>
      {lastTest && (
        <p>
          {lastTest.message} {works ? '' : lastTest.fix}
        </p>
      )}
    </div>
  );
}
