import type { NodeProps } from '@xyflow/react';
import { CirclePause, OctagonX, Pin, TriangleAlert } from 'lucide-react';
import { memo, useState } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { renameStep } from '../commands/change-step.ts';
import { portsOf } from '../commands/ports.ts';
import { formatCount } from '../format/count.ts';
import { isFailing, useHostData } from '../stores/host-data.ts';
import { stepStateOf } from '../stores/run-store.ts';
import {
  useConnectionOfSlot,
  useDocument,
  useProblems,
  useRun,
  useSession,
  useStale,
  useStep,
  useView,
} from '../stores/session.ts';
import type { StepNode as StepNodeType } from '../stores/view-store.ts';
import { CategoryTile } from '../ui/category-tile.tsx';
import { iconByName } from '../ui/icon-names.ts';
import { ConnectionChip } from './connection-chip.tsx';
import { summarise } from './describe-step.ts';
import { StepMenu } from './step-menu.tsx';
import styles from './step-node.module.css';
import { StepPorts } from './step-ports.tsx';
import { StepRunPill } from './step-run-pill.tsx';

/** A step’s box. It renders again only for its own step, problems and run state; never while it is dragged. */
export const StepNode = memo(
  function StepNode({ data: { stepId }, selected }: NodeProps<StepNodeType>) {
    const { types } = useSession();
    const step = useStep(stepId);
    const connection = useConnectionOfSlot(step?.connection);
    const dimmed = useView(({ connecting }) => connecting?.refused.has(stepId) ?? false);
    const connecting = useView((view) => view.connecting !== undefined && view.connecting.from !== stepId);
    const run = useRun((state) => stepStateOf(state, stepId));
    const stale = useStale(stepId);
    const pinned = useDocument(({ content }) => content.document.pinned?.[stepId]?.length);
    const stops = useView(({ breakpoints }) => breakpoints.some((breakpoint) => breakpoint.step === stepId));
    const manifest = step && types.get(step.type);
    const summary = useHostData(({ flows: { data: flows } }) =>
      step ? summarise(step, manifest, (id) => flows?.find((flow) => flow.id === id)?.name) : '',
    );
    const [near, setNear] = useState(false);
    if (!step) return null;
    const needsConnection =
      manifest?.connector !== undefined && (!manifest.connectionOptional || connection !== undefined);
    const label = manifest?.label ?? step.type;
    const subtitle = [label === step.name ? '' : label, needsConnection ? summary : ''].filter(Boolean).join(' · ');
    return (
      <div
        className={styles.step}
        data-selected={selected || undefined}
        data-labelled={portsOf(step, types).outputs.length > 1 || undefined}
        data-off={step.disabled || undefined}
        data-dimmed={dimmed || undefined}
        data-target={(connecting && !dimmed) || undefined}
        data-run={run && !stale ? run.status : undefined}
        onPointerEnter={() => setNear(true)}
        onPointerLeave={() => setNear(false)}
      >
        {run && <StepRunPill run={run} stale={stale} />}
        <CategoryTile category={manifest?.category ?? 'data'} icon={iconByName(manifest?.icon ?? 'box')} />
        <div className={styles.text}>
          <StepName stepId={stepId} name={step.name} />
          <span className={styles.subtitle} title={subtitle || manifest?.description}>
            {subtitle || manifest?.description || `Unknown step type “${step.type}”`}
          </span>
          {needsConnection && pinned === undefined ? (
            <ConnectionChip connection={connection} />
          ) : (
            <span className={styles.summary} title={summary}>
              {pinned !== undefined
                ? `Pinned · ${formatCount(pinned, 'record')}`
                : step.disabled
                  ? 'Off · records pass through'
                  : summary}
            </span>
          )}
        </div>
        <div className={styles.corner}>
          {stops && (
            <span className={styles.mark} title="Test runs stop before this step">
              <CirclePause size={16} strokeWidth={2} aria-label="Has a breakpoint" />
            </span>
          )}
          <ProblemMark stepId={stepId} connection={connection} pinned={pinned} />
          {(near || selected) && <StepMenu stepId={stepId} name={step.name} off={step.disabled ?? false} />}
        </div>
        <StepPorts step={step} />
      </div>
    );
  },
  (before, after) => before.data.stepId === after.data.stepId && before.selected === after.selected,
);

function StepName({ stepId, name }: { stepId: string; name: string }) {
  const { documents, view } = useSession();
  const renaming = useView((state) => state.renaming === stepId);
  if (!renaming) {
    return (
      <span className={styles.name} title={name}>
        {name}
      </span>
    );
  }
  const finish = (value?: string) => {
    if (value !== undefined && value.trim() !== name) documents.getState().apply(renameStep(stepId, value));
    view.getState().set({ renaming: undefined });
    document.querySelector<HTMLElement>(`[data-testid="step-${stepId}"]`)?.focus();
  };
  return (
    <input
      className={`${styles.rename} nodrag nopan`}
      aria-label="Step name"
      defaultValue={name}
      ref={(input) => {
        input?.focus();
        input?.select();
      }}
      onBlur={(event) => finish(event.target.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(event.currentTarget.value);
        if (event.key === 'Escape') finish();
      }}
    />
  );
}

/** How much is wrong with a step: its problems, and a connection that doesn’t work. Else the pin, where it has one. */
function ProblemMark({
  stepId,
  connection,
  pinned,
}: {
  stepId: string;
  connection: ConnectionSummary | undefined;
  pinned: number | undefined;
}) {
  const errors = useProblems(
    (problems) => problems.filter(({ step, severity }) => step === stepId && severity === 'error').length,
  );
  const warnings = useProblems(
    (problems) => problems.filter(({ step, severity }) => step === stepId && severity === 'warning').length,
  );
  const failing = connection !== undefined && isFailing(connection) ? connection : undefined;
  const count = failing ? errors + 1 : errors || warnings;
  if (count === 0 && pinned !== undefined) {
    return (
      <span className={styles.mark} title="Test runs use pinned data here">
        <Pin size={16} strokeWidth={2} aria-label="Pinned" />
      </span>
    );
  }
  if (count === 0) return null;
  const word = errors > 0 || failing ? 'error' : 'warning';
  const Icon = word === 'error' ? OctagonX : TriangleAlert;
  const cause = failing ? `: “${failing.name}” isn’t working` : '';
  return (
    <span className={styles.problem} data-severity={word} title={`${count} ${word}${count === 1 ? '' : 's'}${cause}`}>
      <Icon size={16} strokeWidth={2} aria-hidden />
      <span>{count}</span>
    </span>
  );
}
