import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath, useStore } from '@xyflow/react';
import { Plus, Trash } from 'lucide-react';
import { memo } from 'react';
import { deleteEdges } from '../commands/connect.ts';
import { formatNumber } from '../format/count.ts';
import { countOnEdge } from '../stores/run-store.ts';
import { useRun, useSession, useView } from '../stores/session.ts';
import type { FlowEdgeNode } from '../stores/view-store.ts';
import styles from './flow-edge.module.css';
import { tell } from './tell.ts';

/** A line between two steps, with the records it carried and, under the pointer or selected, the tools to edit it. */
export const FlowEdge = memo(function FlowEdge(props: EdgeProps<FlowEdgeNode>) {
  const { id, data, selected, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, markerEnd } = props;
  const [path, labelX, labelY] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    borderRadius: 12,
  });
  const count = useRun((run) => (data ? countOnEdge(run, data.ends.from, data.ends.port) : undefined));
  const running = useRun(
    ({ state }) => state !== undefined && state.steps[data?.ends.from ?? '']?.status === 'running',
  );
  const near = useView(({ hoveredEdge, previewEdge }) => hoveredEdge === id || previewEdge === id);
  const tools = near || selected;
  const { editable } = useSession();
  return (
    <>
      <BaseEdge
        path={path}
        {...(markerEnd ? { markerEnd } : {})}
        interactionWidth={24}
        className={styles.line}
        data-active={tools || undefined}
        data-running={running || undefined}
        data-empty={count === 0 || count === 'not-reached' || undefined}
      />
      {data && ((tools && editable) || count !== undefined) && (
        <EdgeLabelRenderer>
          <EdgeTools
            id={id}
            x={labelX}
            y={labelY}
            count={count}
            tools={tools ?? false}
            from={data.ends.from}
            to={data.ends.to}
          />
        </EdgeLabelRenderer>
      )}
    </>
  );
});

type ToolsProps = {
  id: string;
  x: number;
  y: number;
  count: number | 'not-reached' | undefined;
  tools: boolean;
  from: string;
  to: string;
};

function EdgeTools({ id, x, y, count, tools, from, to }: ToolsProps) {
  const session = useSession();
  const { view, documents, types, editable } = session;
  const set = view.getState().set;
  // Tools keep their size on the screen when the canvas is seen from afar.
  const scale = useStore(({ transform }) => (tools ? Math.max(1, 1 / transform[2]) : 1));
  const name = (stepId: string) => documents.getState().content.document.steps.find((step) => step.id === stepId)?.name;
  const between = `between ${name(from)} and ${name(to)}`;
  const shown = count === undefined ? undefined : count === 'not-reached' ? '—' : formatNumber(count);
  return (
    <div
      className={`${styles.tools} nodrag nopan`}
      style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${scale})` }}
      data-open={tools || undefined}
      onPointerEnter={() => set({ hoveredEdge: id })}
      onPointerLeave={() => set({ hoveredEdge: undefined })}
    >
      {tools && editable && (
        <button
          type="button"
          className={styles.tool}
          aria-label={`Insert a step ${between}`}
          title="Insert a step"
          data-testid={`edge-add-${id}`}
          onClick={(event) => {
            const ends = view.getState().edges.find((edge) => edge.id === id)?.data;
            const { left, bottom } = event.currentTarget.getBoundingClientRect();
            if (ends && 'ends' in ends) {
              const picker = { target: { kind: 'edge' as const, edge: ends.ends }, at: { x: left, y: bottom + 8 } };
              set({ picker: { ...picker, ...(name(from) ? { after: name(from) ?? '' } : {}) } });
            }
          }}
        >
          <Plus size={16} strokeWidth={2} aria-hidden />
        </button>
      )}
      {shown !== undefined && (
        <button
          type="button"
          className={styles.count}
          data-testid={`edge-count-${id}`}
          data-zero={count === 0 || undefined}
          aria-label={`${count === 'not-reached' ? 'Not reached' : `${shown} records`} ${between}, show data`}
          title={count === 0 ? '0 records — later steps didn’t run' : 'Show the data'}
          tabIndex={tools ? 0 : -1}
          onClick={() => set({ previewEdge: id })}
        >
          {shown}
        </button>
      )}
      {tools && editable && (
        <button
          type="button"
          className={styles.tool}
          aria-label={`Delete the line ${between}`}
          title="Delete"
          onClick={() => {
            documents.getState().apply(deleteEdges([id], types));
            set({ hoveredEdge: undefined, selectedEdge: undefined });
            tell(session, { announcement: 'Deleted a connecting line.', undoable: true });
          }}
        >
          <Trash size={14} strokeWidth={2} aria-hidden />
        </button>
      )}
    </div>
  );
}
