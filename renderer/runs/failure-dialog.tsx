import type { RunSummary } from '../../shared/contract/index.ts';
import { explainRun } from '../../shared/failures/index.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { addressOf } from '../stores/navigation.ts';
import { Button, Dialog, ErrorCard, LinkButton, SkeletonRows } from '../ui/index.ts';
import { FailureActions } from './failure-actions.tsx';
import styles from './failure-dialog.module.css';

/** What a run of the list failed with, in the words of the catalogue, with the buttons that mend it. */
export function FailureDialog({ run, onClose }: { run: RunSummary; onClose(): void }) {
  const client = useHost();
  const { runId, flowId, flowName, number } = run;
  const { data, error, showSkeleton } = useResource(`failures of ${runId}`, () => client.runs.get({ runId }));
  const failures = data ? explainRun(data.state) : [];
  return (
    <Dialog
      open
      size="medium"
      title={`Run ${number} of “${flowName}”`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <LinkButton href={addressOf({ screen: 'run', runId })}>Open run</LinkButton>
        </>
      }
    >
      {showSkeleton && <SkeletonRows rows={3} />}
      {error && !data && <ErrorCard error={error} />}
      {data && failures.length === 0 && <p>Nothing of it is told any more.</p>}
      {failures.map((failure) => (
        <section key={failure.step ?? ''} className={styles.failure}>
          {failure.step !== undefined && (
            <h3>{data?.state.header.steps.find(({ id }) => id === failure.step)?.name}</h3>
          )}
          <ErrorCard
            error={failure.error}
            told={failure}
            actions={
              <FailureActions
                failure={failure}
                runId={runId}
                flowId={flowId}
                resumable={data?.resumable ?? false}
                copies={false}
              />
            }
          />
        </section>
      ))}
    </Dialog>
  );
}
