import { OctagonX, TriangleAlert, Zap } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { ActivationReview, FlowSummary, ReviewedProblem } from '../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { explainFailure } from '../../shared/failures/index.ts';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { FailureActions } from '../runs/failure-actions.tsx';
import { markTesting, shownStatus, useAppInfo, useHostData } from '../stores/host-data.ts';
import { addressOf } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import { announce, Button, Dialog, ErrorCard, isMac, SkeletonRows, StatusBadge, showToast } from '../ui/index.ts';
import styles from './activate-dialog.module.css';
import { findObstacle } from './activation-obstacle.ts';

type Flow = Pick<FlowSummary, 'id' | 'name' | 'activation'>;

/**
 * What activating a flow means before it is done (ui.md §6.13): what starts it, its connections with fresh test results,
 * and what stands in its way. `prepare` saves what isn't saved yet; `onShow` goes to a problem in the open flow, which
 * is opened where it is absent. Mounted anew for each flow.
 */
export function ActivateDialog({
  flow,
  prepare,
  onShow,
  onClose,
}: {
  flow: Flow;
  prepare?: () => Promise<unknown>;
  onShow?: (problem: ReviewedProblem) => void;
  onClose: () => void;
}) {
  const host = useHost();
  // What isn't saved is saved once, when the dialog opens.
  const [save] = useState(() => prepare);
  const { review, error, retry } = useReview(flow.id, save);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<MillraceError>();
  const hasTray = useAppInfo().capabilities.shell === 'desktop' && !isMac;
  const connections = useShownConnections(review);
  const told = refusal && explainFailure(refusal.describe());
  const obstacle = review && findObstacle(review, connections);
  const verb = flow.activation && flow.activation.pausedAt === null ? 'Activate changes' : 'Activate';

  const show =
    onShow &&
    ((problem: ReviewedProblem) => {
      onClose();
      onShow(problem);
    });
  const activate = async () => {
    setBusy(true);
    try {
      await host.flows.activate({ id: flow.id });
      announce(`“${flow.name}” is active.`);
      showToast(`“${flow.name}” is active.`);
      onClose();
    } catch (thrown) {
      setRefusal(toMillraceError(thrown));
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      title={`${verb === 'Activate' ? 'Activate' : 'Activate the changes of'} “${flow.name}”?`}
      onClose={onClose}
      size="medium"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            data-autofocus
            aria-disabled={!review || obstacle !== undefined}
            aria-describedby={obstacle ? 'activation-obstacle' : undefined}
            busyLabel={busy ? 'Activating…' : undefined}
            onClick={() => review && obstacle === undefined && void activate()}
          >
            {verb}
          </Button>
        </>
      }
    >
      {error && !review && <ErrorCard error={error} title="The flow couldn’t be checked" onRetry={retry} />}
      {!error && !review && <SkeletonRows rows={3} />}
      {review && (
        <div className={styles.review}>
          {review.starts.length > 0 && (
            <Part title="What starts it">
              {review.starts.map(({ step, name, sentence }) => (
                <li key={step}>
                  <Zap size={16} strokeWidth={1.75} aria-hidden />
                  <span>
                    <b>{name}.</b> {sentence}
                  </span>
                </li>
              ))}
            </Part>
          )}
          {connections.length > 0 && (
            <Part title="Connections">
              {connections.map(({ id, name, status }) => (
                <li key={id}>
                  <a
                    className={styles.connection}
                    href={addressOf({ screen: 'connection', connectionId: id, tab: 'details' })}
                    onClick={onClose}
                  >
                    {name}
                  </a>
                  <StatusBadge status={status} />
                </li>
              ))}
            </Part>
          )}
          <Problems problems={review.problems} onShow={show} />
          <Problems problems={review.warnings} onShow={show} />
          {obstacle ? (
            <p className={styles.obstacle} id="activation-obstacle" role="status">
              {obstacle}{' '}
              {!onShow && review.problems.length > 0 && (
                <a href={addressOf({ screen: 'flow', flowId: flow.id })}>Open the flow</a>
              )}
            </p>
          ) : (
            <p>
              Runs on this computer while Millrace is open{hasTray && ' or in the tray'}. Later edits wait until you
              activate them as well.
            </p>
          )}
        </div>
      )}
      {told && (
        <ErrorCard
          error={told.error}
          told={told}
          actions={<FailureActions failure={told} flowId={flow.id} copies={false} />}
        />
      )}
    </Dialog>
  );
}

/** Problems that all stop the activation or all don’t, each with its step and the way there. */
function Problems({
  problems,
  onShow,
}: {
  problems: ReviewedProblem[];
  onShow: ((problem: ReviewedProblem) => void) | undefined;
}) {
  if (problems.length === 0) return null;
  const isWarning = problems[0]?.severity === 'warning';
  const Icon = isWarning ? TriangleAlert : OctagonX;
  return (
    <Part title={formatCount(problems.length, isWarning ? 'warning' : 'problem')}>
      {problems.map((problem) => {
        const { step, stepName, field, message, fix } = problem;
        return (
          <li key={`${step} ${field} ${message}`}>
            <Icon size={16} strokeWidth={1.75} aria-hidden data-tone={problem.severity} />
            <span className={styles.told}>
              {stepName !== undefined && <b>{stepName}. </b>}
              {message} {fix}
            </span>
            {onShow && step !== undefined && (
              <Button size="small" aria-label={`Show “${stepName ?? step}”`} onClick={() => onShow(problem)}>
                Show
              </Button>
            )}
          </li>
        );
      })}
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={styles.title}>{title}</h3>
      <ul className={styles.list}>{children}</ul>
    </section>
  );
}

/** The review of a flow, and fresh tests of the connections that it uses. */
function useReview(flowId: string, prepare: (() => Promise<unknown>) | undefined) {
  const host = useHost();
  const mayTest = useMay('testConnections');
  const [review, setReview] = useState<ActivationReview>();
  const [error, setError] = useState<MillraceError>();
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
  useEffect(() => {
    const load = async () => {
      await prepare?.();
      const found = await host.flows.review({ id: flowId });
      setReview(found);
      for (const { id, status } of mayTest ? found.connections : []) {
        if (status === 'inactive' || useHostData.getState().testing.has(id)) continue;
        markTesting(id, true);
        host.connections
          .test({ id, pace: 'hurried' })
          .catch(() => {
            // A test that couldn’t be made leaves the connection’s last state, which is shown and decides.
          })
          .finally(() => markTesting(id, false));
      }
    };
    load().catch((thrown: unknown) => setError(toMillraceError(thrown)));
  }, [host, flowId, mayTest, prepare, attempt]);
  const retry = () => {
    setError(undefined);
    setAttempt(attempt + 1);
  };
  return { review, error, retry };
}

/** The connections of a review, as they are at this moment. */
function useShownConnections(review: ActivationReview | undefined): { id: string; name: string; status: string }[] {
  const all = useHostData(({ connections }) => connections.data);
  const testing = useHostData((state) => state.testing);
  return (review?.connections ?? []).map(({ id, name, status }) => {
    const known = all?.find((connection) => connection.id === id);
    return { id, name, status: known ? shownStatus(known, testing) : status };
  });
}
