import { FlaskConical, Play } from 'lucide-react';
import { useState } from 'react';
import type { PlanApplication, PlanPage } from '../../shared/contract/index.ts';
import { formatCount, formatNumber } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { showActionError } from '../stores/action-error.ts';
import { addressOf, navigate } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import {
  announce,
  Banner,
  Button,
  ConfirmDialog,
  EmptyState,
  ErrorCard,
  LinkButton,
  SkeletonRows,
} from '../ui/index.ts';
import styles from './plan.module.css';
import { PlanTable } from './plan-table.tsx';
import { describeCounts } from './plan-words.ts';

/** Writes that are listed at once. */
const PAGE = 500;

/**
 * What a dry run withheld, and the button that writes exactly this. `stepNames`: of its own steps, by id; `calledBy`: the
 * run whose plan this is a part of.
 */
export function PlanPanel({ runId, flowId, stepNames, calledBy }: PlanPanelProps) {
  if (!calledBy) return <WholePlan {...{ runId, flowId, stepNames }} />;
  return (
    <EmptyState
      icon={FlaskConical}
      title={`This is part of the plan of run ${calledBy.number}.`}
      actions={
        <LinkButton href={addressOf({ screen: 'run', runId: calledBy.runId })}>See run {calledBy.number}</LinkButton>
      }
    >
      “{calledBy.flowName}” called this flow, so what it would write is listed there.
    </EmptyState>
  );
}

type PlanPanelProps = {
  runId: string;
  flowId: string;
  stepNames: ReadonlyMap<string, string>;
  calledBy?: { runId: string; number: number; flowName: string } | undefined;
};

function WholePlan({ runId, flowId, stepNames }: Omit<PlanPanelProps, 'calledBy'>) {
  const client = useHost();
  const mayRun = useMay('runFlows');
  const [asking, setAsking] = useState(false);
  const [applying, setApplying] = useState(false);
  const [moved, setMoved] = useState<PlanApplication>();
  const [offset, setOffset] = useState(0);
  const resource = useResource(`plan ${runId} ${offset}`, () => client.runs.plan({ runId, offset, limit: PAGE }), {
    refreshOn: (change) => change.type === 'runs.changed',
  });
  const { data: plan, error } = resource;

  const apply = async () => {
    setApplying(true);
    try {
      const applied = await client.runs.applyPlan({ runId });
      if (applied.runId !== null) {
        announce('The plan is being applied.');
        navigate({ screen: 'run', runId: applied.runId });
      } else setMoved(applied);
    } catch (thrown) {
      showActionError('The plan couldn’t be applied', thrown, { flowId, runId });
    }
    setApplying(false);
    setAsking(false);
  };

  if (error && !plan) return <ErrorCard error={error} title="The plan couldn’t be read" onRetry={resource.refresh} />;
  if (!plan) return resource.showSkeleton ? <SkeletonRows /> : null;
  if (plan.total === 0) {
    return (
      <EmptyState icon={FlaskConical} title="Nothing would be written.">
        No record reached a step that writes. Look at the steps to see where they went.
      </EmptyState>
    );
  }
  return (
    <section className={styles.plan} aria-label="Plan">
      {moved && <Moved application={moved} {...{ stepNames }} />}
      <div className={styles.summary}>
        <div>
          <h2 className={styles.counts}>{describeCounts(plan.counts)}</h2>
          <p className={styles.note}>
            {plan.appliedBy === null
              ? plan.obstacle === null
                ? 'Nothing was written yet.'
                : `This plan can’t be applied: ${plan.obstacle}`
              : 'This plan was applied.'}
          </p>
        </div>
        {plan.appliedBy !== null && (
          <LinkButton href={addressOf({ screen: 'run', runId: plan.appliedBy })}>See the run</LinkButton>
        )}
        {mayRun && plan.obstacle === null && !moved && (
          <Button variant="primary" icon={Play} onClick={() => setAsking(true)}>
            Apply exactly this
          </Button>
        )}
      </div>
      {plan.unwritten.length > 0 && <Unwritten reads={plan.unwritten} />}
      {plan.kept > PAGE && (
        <div className={styles.pages}>
          <span className={styles.note}>
            {formatNumber(offset + 1)}–{formatNumber(offset + plan.writes.length)} of {formatCount(plan.kept, 'write')}
          </span>
          <span>
            <Button size="small" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - PAGE))}>
              Previous
            </Button>
            <Button size="small" disabled={offset + PAGE >= plan.kept} onClick={() => setOffset(offset + PAGE)}>
              Next
            </Button>
          </span>
        </div>
      )}
      <PlanTable key={offset} {...{ stepNames }} writes={plan.writes} label="What would be written" />
      {plan.total > plan.kept && (
        <p className={styles.note}>
          The first {formatNumber(plan.kept)} of {formatCount(plan.total, 'write')} were kept.
        </p>
      )}
      <ConfirmDialog
        open={asking}
        title="Apply exactly this?"
        verb="Apply"
        busyLabel={applying ? 'Checking…' : undefined}
        onConfirm={apply}
        onClose={() => setAsking(false)}
      >
        <p>
          Millrace first checks that nothing has moved since the dry run. Then it writes what is listed, nothing else.
        </p>
      </ConfirmDialog>
    </section>
  );
}

/** Steps whose records may be others in the run, since they read what isn't written yet. */
function Unwritten({ reads }: { reads: PlanPage['unwritten'] }) {
  return (
    <Banner tone="info">
      {reads.map(({ reader, writer }) => (
        <p key={`${reader} ${writer}`}>
          “{reader}” read what is there now, not what “{writer}” would write before it.
        </p>
      ))}
    </Banner>
  );
}

function Moved({
  application: { moved, movedTotal },
  stepNames,
}: {
  application: PlanApplication;
  stepNames: ReadonlyMap<string, string>;
}) {
  const lists = [
    { change: 'gone', title: 'No longer to be written' },
    { change: 'new', title: 'New since the dry run' },
  ] as const;
  return (
    <div className={styles.moved}>
      <Banner tone="warn">
        Nothing was applied. {formatCount(movedTotal, 'write')} {movedTotal === 1 ? 'isn’t' : 'aren’t'} what this dry
        run listed. Make a new dry run to see the plan as it is now.
      </Banner>
      {lists.map(({ change, title }) => {
        const writes = moved.filter((move) => move.change === change).map(({ write }) => write);
        if (writes.length === 0) return null;
        return (
          <div key={change} className={styles.moved}>
            <h3>{title}</h3>
            <PlanTable {...{ writes, stepNames }} label={title} />
          </div>
        );
      })}
    </div>
  );
}
