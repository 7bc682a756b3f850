import { MarkerType } from '@xyflow/react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { executionOrder } from '../../shared/flow/graph.ts';
import type { FlowProblem } from '../../shared/flow/problem.ts';
import type { FlowContent } from '../commands/edit.ts';
import { positionOf } from '../commands/place.ts';
import { edgeId, endsOf, portsOf, type StepTypes, stepsById } from '../commands/ports.ts';
import { countOnEdge, type RunStoreState } from '../stores/run-store.ts';
import {
  type CanvasEdge,
  type CanvasNode,
  type ConnectionNode,
  connectionNodeId,
  type StepNode,
} from '../stores/view-store.ts';
import { describeStep } from './describe-step.ts';
import { CONNECTION_PORT, PILL_HEIGHT, PILL_WIDTH, pillHandles, type StepGeometry, stepGeometry } from './geometry.ts';

export type NodeInputs = {
  content: FlowContent;
  types: StepTypes;
  connections: readonly ConnectionSummary[];
  problems: readonly FlowProblem[];
  run: RunStoreState;
  focusedId: string | undefined;
};

/** Id of the text that explains the canvas’s keys; every step refers to it. */
export const CANVAS_HELP_ID = 'flow-canvas-help';

/** The canvas’s nodes. A node that is as it was keeps its identity, its selection, and its place while dragged. */
export function buildNodes(inputs: NodeInputs, previous: readonly CanvasNode[]): CanvasNode[] {
  const { document } = inputs.content;
  const before = new Map(previous.map((node) => [node.id, node]));
  const places = new Map(executionOrder(document).map(({ id }, index) => [id, index + 1]));
  const problems = new Map<string, number>();
  for (const { step } of inputs.problems) if (step) problems.set(step, (problems.get(step) ?? 0) + 1);
  const connections = new Map(inputs.connections.map((connection) => [connection.id, connection]));
  const focused = document.steps.some(({ id }) => id === inputs.focusedId) ? inputs.focusedId : document.steps[0]?.id;

  const steps = document.steps.map((step, index): CanvasNode => {
    const manifest = inputs.types.get(step.type);
    const bound =
      step.connection === undefined ? undefined : connections.get(inputs.content.bindings[step.connection] ?? '');
    const run = inputs.run.state?.steps[step.id];
    const ariaLabel = describeStep({
      place: places.get(step.id) ?? 0,
      of: document.steps.length,
      step,
      manifest,
      connection: bound,
      problems: problems.get(step.id) ?? 0,
      run,
    });
    const [x, y] = positionOf(document.layout, step.id, index);
    const node: StepNode = {
      id: step.id,
      type: 'step',
      data: { stepId: step.id },
      position: { x, y },
      ...measured(stepGeometry(step, inputs.types)),
      ariaLabel,
      domAttributes: domAttributes({
        tabIndex: step.id === focused ? 0 : -1,
        ...(step.id === focused ? { 'data-pane-entry': '' } : {}),
        'aria-roledescription': 'step',
        'aria-describedby': CANVAS_HELP_ID,
        'data-testid': `step-${step.id}`,
        'data-category': manifest?.category ?? 'unknown',
        'data-status': run?.status ?? (step.disabled ? 'off' : 'idle'),
      }),
    };
    return keep(before.get(step.id), node);
  });

  const pills = Object.entries(document.layout?.connections ?? {}).flatMap(([slot, [x, y]]): CanvasNode[] => {
    if (!document.connections?.[slot]) return [];
    const bound = connections.get(inputs.content.bindings[slot] ?? '');
    const id = connectionNodeId(slot);
    const node: ConnectionNode = {
      id,
      type: 'connection',
      data: { slot },
      position: { x, y },
      ...measured({ width: PILL_WIDTH, height: PILL_HEIGHT, handles: pillHandles }),
      ariaLabel: bound ? `Connection ${bound.name}` : `Connection ${slot}, not chosen`,
      domAttributes: domAttributes({
        tabIndex: -1,
        'aria-roledescription': 'connection',
        'data-testid': `connection-node-${slot}`,
        'data-category': 'connection',
      }),
    };
    return [keep(before.get(id), node)];
  });
  return [...steps, ...pills];
}

/** Sizes are known beforehand, so the library needs no step on the screen to fit or place it. */
function measured(geometry: StepGeometry): StepGeometry & Pick<StepNode, 'measured'> {
  return { ...geometry, measured: { width: geometry.width, height: geometry.height } };
}

/** The library’s type leaves `data-*` out, which React accepts on any element. */
function domAttributes(attributes: Record<string, string | number>): NonNullable<StepNode['domAttributes']> {
  return attributes;
}

function edgeAttributes(id: string): NonNullable<CanvasEdge['domAttributes']> {
  const attributes: Record<string, string> = { 'data-testid': `edge-${id}` };
  return attributes;
}

function keep<Kind extends CanvasNode>(before: CanvasNode | undefined, node: Kind): CanvasNode {
  if (!before || before.type !== node.type) return node;
  const moved = !before.dragging && (before.position.x !== node.position.x || before.position.y !== node.position.y);
  const same =
    !moved &&
    before.height === node.height &&
    before.ariaLabel === node.ariaLabel &&
    sameAttributes(before.domAttributes, node.domAttributes) &&
    sameHandles(before, node);
  if (same) return before;
  const position = before.dragging ? before.position : node.position;
  return { ...before, ...node, position } as CanvasNode;
}

function sameAttributes(a: StepNode['domAttributes'], b: StepNode['domAttributes']): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function sameHandles(a: Pick<CanvasNode, 'handles'>, b: Pick<CanvasNode, 'handles'>): boolean {
  const ids = (handles: StepGeometry['handles'] | undefined) => handles?.map(({ id, y }) => `${id}@${y}`).join();
  return ids(a.handles) === ids(b.handles);
}

const arrow = { type: MarkerType.ArrowClosed, width: 16, height: 16, color: 'var(--edge)' };

/** The canvas’s edges: the flow’s, and a dashed one from each pill to every step on its slot. */
export function buildEdges(inputs: NodeInputs, previous: readonly CanvasEdge[]): CanvasEdge[] {
  const { document } = inputs.content;
  const before = new Map(previous.map((edge) => [edge.id, edge]));
  const steps = stepsById(document.steps);
  const flow = document.edges.flatMap((raw): CanvasEdge[] => {
    const from = steps.get(raw.from);
    const to = steps.get(raw.to);
    if (!from || !to) return [];
    const ends = endsOf(raw, steps, inputs.types);
    const id = edgeId(ends);
    const outputs = portsOf(from, inputs.types).outputs;
    const port = outputs.length > 1 ? `, ${outputs.find(({ name }) => name === ends.port)?.label ?? ends.port}` : '';
    const count = countOnEdge(inputs.run, ends.from, ends.port);
    const carried = count === undefined ? '' : count === 'not-reached' ? ', not reached' : `, ${count} records`;
    const ariaLabel = `From ${from.name}${port}, to ${to.name}${carried}`;
    const known = before.get(id);
    if (known && known.ariaLabel === ariaLabel) return [known];
    return [
      {
        id,
        type: 'flow',
        source: ends.from,
        sourceHandle: ends.port,
        target: ends.to,
        targetHandle: ends.toPort,
        data: { ends },
        domAttributes: edgeAttributes(id),
        ariaLabel,
        markerEnd: arrow,
        selected: known?.selected ?? false,
      },
    ];
  });
  const dashed = Object.keys(document.layout?.connections ?? {}).flatMap((slot) =>
    document.steps
      .filter((step) => step.connection === slot && document.connections?.[slot])
      .map((step): CanvasEdge => {
        const id = `connection:${slot}:${step.id}`;
        return (
          before.get(id) ?? {
            id,
            type: 'connection',
            source: connectionNodeId(slot),
            sourceHandle: CONNECTION_PORT,
            target: step.id,
            targetHandle: CONNECTION_PORT,
            ariaLabel: `Connection of ${step.name}`,
            selectable: false,
            focusable: false,
          }
        );
      }),
  );
  return [...flow, ...dashed];
}
