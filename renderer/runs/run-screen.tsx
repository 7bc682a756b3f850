import { ChevronLeft, FlaskConical, History, Play, RotateCcw, RotateCw, Square, Trash2, Workflow } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { RunSummary } from '../../shared/contract/index.ts';
import { describePart } from '../../shared/run/describe-part.ts';
import type { RunState } from '../../shared/run/state.ts';
import { formatDuration, formatMomentInFull } from '../format/time.ts';
import { useHost } from '../host/host-context.tsx';
import { showActionError } from '../stores/action-error.ts';
import { addressOf, navigate } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import {
  announce,
  Button,
  ConfirmDialog,
  EmptyState,
  ErrorCard,
  LinkButton,
  Pill,
  Screen,
  SkeletonRows,
  StatusBadge,
  showToast,
  Tabs,
  useScreenTitle,
} from '../ui/index.ts';
import { PlanPanel } from './plan-panel.tsx';
import { RetryDialog } from './retry-dialog.tsx';
import { describeEnding } from './run-ending.ts';
import { RunEndingCard } from './run-ending-card.tsx';
import styles from './run-screen.module.css';
import { wordOfStart } from './run-start.ts';
import { isFinished, mostTellingStep } from './run-words.ts';
import { StepPanel } from './step-panel.tsx';
import { Timeline } from './timeline.tsx';
import { useElapsed } from './use-elapsed.ts';
import { useLiveRun } from './use-live-run.ts';
import { useRequestedRetry } from './use-requested-retry.ts';

/** One run: what every step did, when, and with which records. */
export function RunScreen({ runId }: { runId: string }) {
  const { summary, state, resumable = false, error, follow } = useLiveRun(runId);
  if (summary && state) return <KnownRun {...{ summary, state, resumable }} onResumed={follow} />;
  if (error?.code === 'NOT_FOUND') {
    return (
      <Screen title="Run not found">
        <EmptyState
          icon={History}
          title="That run isn’t on this computer."
          actions={<LinkButton href={addressOf({ screen: 'runs' })}>See all runs</LinkButton>}
        />
      </Screen>
    );
  }
  if (error) {
    return (
      <Screen title="Run">
        <ErrorCard error={error} title="This run couldn’t be read" />
      </Screen>
    );
  }
  return <LoadingRun />;
}

function LoadingRun() {
  useScreenTitle('Run');
  return (
    <>
      <h1 className="visually-hidden">Run</h1>
      <SkeletonRows />
    </>
  );
}

type KnownRunProps = { summary: RunSummary; state: RunState; resumable: boolean; onResumed(): void };

function KnownRun({ summary, state, resumable, onResumed }: KnownRunProps) {
  const client = useHost();
  const mayRun = useMay('runFlows');
  const mayForget = useMay('editFlows');
  const [forgetting, setForgetting] = useState(false);
  const [retrying, setRetrying] = useState(false);
  const [view, setView] = useState('plan');
  const [chosen, setChosen] = useState<string>();
  const [stopping, setStopping] = useState(false);
  const [resuming, setResuming] = useState(false);
  const stepId = chosen ?? mostTellingStep(state);
  const running = !isFinished(state);
  const elapsed = useElapsed(state);
  const ending = running ? undefined : describeEnding(state, resumable);
  const resumesAbove = resumable && !ending?.offersResume;
  const best = resumable ? 'resume' : summary.dryRun || state.status === 'succeeded' ? 'again' : 'retry';
  const onRetry = () => setRetrying(true);
  useRequestedRetry(summary.runId, onRetry);

  const stop = async () => {
    setStopping(true);
    try {
      await client.runs.cancel({ runId: summary.runId });
    } catch (thrown) {
      showActionError('The run couldn’t be stopped', thrown);
    }
    setStopping(false);
  };

  const resume = async () => {
    setResuming(true);
    try {
      await client.runs.resume({ runId: summary.runId });
      announce('The run goes on.');
      onResumed();
    } catch (thrown) {
      showActionError('The run can’t go on', thrown, summary);
    }
    setResuming(false);
  };

  const forget = async () => {
    try {
      await client.runs.remove({ runId: summary.runId });
      showToast(`Run ${summary.number} was forgotten.`);
      navigate({ screen: 'runs' });
    } catch (thrown) {
      showActionError('The run couldn’t be removed', thrown);
    }
    setForgetting(false);
  };

  const runAgain = async () => {
    try {
      const { runId } = await client.runs.start({
        flowId: summary.flowId,
        ...(summary.dryRun ? { dryRun: true as const } : {}),
      });
      announce('Run started.');
      navigate({ screen: 'run', runId });
    } catch (thrown) {
      showActionError(`“${summary.flowName}” couldn’t run`, thrown, summary);
    }
  };

  const stepNames = useMemo(() => new Map(state.header.steps.map(({ id, name }) => [id, name])), [state.header]);
  const steps = (
    <div className={styles.columns}>
      <Timeline state={state} elapsed={elapsed} chosen={stepId} onChoose={setChosen} />
      {stepId !== undefined && (
        <StepPanel key={stepId} runId={summary.runId} {...{ state, stepId, resumable, onResumed, onRetry }} />
      )}
    </div>
  );

  return (
    <Screen
      title={`Run ${summary.number}`}
      phase={`${running} ${resumable}`}
      before={
        <a className={styles.back} href={addressOf({ screen: 'runs' })}>
          <ChevronLeft size={16} strokeWidth={1.75} aria-hidden />
          Runs
        </a>
      }
      detail={
        <span className={styles.facts}>
          <span data-testid="run-status" data-status={state.status}>
            <StatusBadge status={state.status} />
          </span>
          <span className={styles.flow}>
            <span className={styles.flowName} title={summary.flowName}>
              {summary.flowName}
            </span>{' '}
            v{summary.revision}
          </span>
          <span>{formatMomentInFull(summary.startedAt)}</span>
          <span>{formatDuration(elapsed)}</span>
          {!summary.calledBy && <span>{wordOfStart(summary.trigger)}</span>}
          {summary.dryRun && <Pill icon={FlaskConical}>Dry run</Pill>}
          {state.header.planOf !== undefined && (
            <a href={addressOf({ screen: 'run', runId: state.header.planOf })}>Applies the plan of a dry run</a>
          )}
          <PartOfRun state={state} />
          {state.header.calledBy && (
            <a href={addressOf({ screen: 'run', runId: state.header.calledBy.runId })}>
              Called by run {state.header.calledBy.number} of “{state.header.calledBy.flowName}”
            </a>
          )}
          {state.header.attempt !== undefined && <span>Resumed, try {state.header.attempt}</span>}
        </span>
      }
      actions={
        <>
          {running && mayRun && (
            <Button icon={Square} busyLabel={stopping ? 'Stopping…' : undefined} onClick={stop}>
              Stop
            </Button>
          )}
          {!running && mayForget && (
            <Button icon={Trash2} onClick={() => setForgetting(true)}>
              Forget
            </Button>
          )}
          <LinkButton icon={Workflow} href={addressOf({ screen: 'flow', flowId: summary.flowId })}>
            Open flow
          </LinkButton>
          {!running && mayRun && resumesAbove && (
            <Button
              icon={RotateCw}
              variant="primary"
              title="Goes on where it ended. What was done isn’t done again."
              busyLabel={resuming ? 'Resuming…' : undefined}
              onClick={resume}
            >
              Resume
            </Button>
          )}
          {!running && mayRun && !summary.dryRun && (
            <Button icon={RotateCcw} variant={best === 'retry' ? 'primary' : 'secondary'} onClick={onRetry}>
              Retry…
            </Button>
          )}
          {!running && mayRun && (
            <Button
              icon={Play}
              variant={best === 'again' && !summary.dryRun ? 'primary' : 'secondary'}
              onClick={runAgain}
            >
              {summary.dryRun ? 'Dry run again' : 'Run again'}
            </Button>
          )}
        </>
      }
    >
      {ending && (
        <RunEndingCard
          {...{ ending, resumable, mayRun, resuming, onResumed, onRetry }}
          runId={summary.runId}
          flowId={summary.flowId}
          onResume={resume}
        />
      )}
      {retrying && <RetryDialog number={summary.number} state={state} onClose={() => setRetrying(false)} />}
      <ConfirmDialog
        open={forgetting}
        title={`Forget run ${summary.number}?`}
        verb="Forget"
        danger
        onConfirm={forget}
        onClose={() => setForgetting(false)}
      >
        <p>
          Its records, counts and errors are removed from this computer, also those of runs that it called. What it did
          in other systems stays.
        </p>
      </ConfirmDialog>
      {summary.dryRun && !running ? (
        <Tabs label="Dry run" tabs={dryRunTabs} chosen={view} onChoose={setView}>
          {view === 'plan' ? (
            <PlanPanel
              runId={summary.runId}
              flowId={summary.flowId}
              stepNames={stepNames}
              calledBy={state.header.calledBy}
            />
          ) : (
            <div className={styles.inTab}>{steps}</div>
          )}
        </Tabs>
      ) : (
        steps
      )}
    </Screen>
  );
}

/** What makes it other than a run of the whole flow; the run that it came of is a link. */
function PartOfRun({ state: { header } }: { state: RunState }) {
  return describePart(header).map((words) => {
    const from = header.cameOf && words.endsWith(`run ${header.cameOf.number}`) ? header.cameOf.runId : undefined;
    if (from === undefined) return <span key={words}>{words}</span>;
    return (
      <a key={words} href={addressOf({ screen: 'run', runId: from })}>
        {words}
      </a>
    );
  });
}

const dryRunTabs = [
  { id: 'plan', label: 'Plan' },
  { id: 'steps', label: 'Steps' },
];
