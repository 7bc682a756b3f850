import { FlaskConical, Play } from 'lucide-react';
import { useState } from 'react';
import type { PlanApplication } from '../../shared/contract/index.ts';
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

/** Writes that are fetched at once; the contract allows no more in one page. */
const LISTED = 1_000;

/** What a dry run withheld, and the button that writes exactly this. */
export function PlanPanel({ runId }: { runId: string }) {
  const client = useHost();
  const mayRun = useMay('runFlows');
  const [asking, setAsking] = useState(false);
  const [applying, setApplying] = useState(false);
  const [moved, setMoved] = useState<PlanApplication>();
  const resource = useResource(`plan ${runId}`, () => client.runs.plan({ runId, offset: 0, limit: LISTED }), {
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
      showActionError('The plan couldn’t be applied', thrown);
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
      {moved && <Moved application={moved} />}
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
      <PlanTable writes={plan.writes} label="What would be written" />
      {plan.total > plan.writes.length && (
        <p className={styles.note}>
          The first {formatNumber(plan.writes.length)} of {formatCount(plan.total, 'write')} are listed.
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

function Moved({ application: { moved, movedTotal } }: { application: PlanApplication }) {
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
            <PlanTable writes={writes} label={title} />
          </div>
        );
      })}
    </div>
  );
}
