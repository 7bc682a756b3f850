import {
  applyEdgeChanges,
  applyNodeChanges,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
} from '@xyflow/react';
import { moveItems } from '../commands/change-step.ts';
import { type Point, snap } from '../commands/place.ts';
import { assignConnection } from '../commands/slots.ts';
import type { EditorSession } from '../stores/session.ts';
import { knownConnections } from '../stores/session.ts';
import { type CanvasEdge, type CanvasNode, slotOfNodeId } from '../stores/view-store.ts';
import { announce } from '../ui/live-regions.tsx';
import { finishConnecting, startConnecting, stopConnecting } from './connecting.ts';
import { CONNECTION_PORT } from './geometry.ts';

type ToFlow = (point: { x: number; y: number }) => { x: number; y: number };

/** What the library’s callbacks do, for one session. `toFlow` turns window px into canvas px. */
export function createCanvasHandlers(session: EditorSession, toFlow: ToFlow) {
  const { view, documents } = session;
  const set = view.getState().set;
  return {
    onNodesChange(changes: NodeChange<CanvasNode>[]) {
      const state = view.getState();
      const nodes = applyNodeChanges(
        changes.filter(({ type }) => type !== 'remove'),
        state.nodes,
      );
      if (!changes.some(({ type }) => type === 'select')) {
        set({ nodes });
        return;
      }
      const selectedIds = nodes.filter(({ selected }) => selected).map(({ id }) => id);
      const first = selectedIds.find((id) => slotOfNodeId(id) === undefined);
      set({ nodes, selectedIds, ...(first ? { focusedId: first } : {}) });
    },
    onEdgesChange(changes: EdgeChange<CanvasEdge>[]) {
      const edges = applyEdgeChanges(
        changes.filter(({ type }) => type !== 'remove'),
        view.getState().edges,
      );
      set({ edges, selectedEdge: edges.find(({ selected }) => selected)?.id });
    },
    onNodeDragStop(_event: unknown, _node: CanvasNode, dragged: CanvasNode[]) {
      const places = { steps: {} as Record<string, Point>, connections: {} as Record<string, Point> };
      const { content, apply } = documents.getState();
      const before = view.getState().nodes;
      for (const { id, position } of dragged) {
        const at: Point = [snap(position.x), snap(position.y)];
        const slot = slotOfNodeId(id);
        if (slot === undefined) places.steps[id] = at;
        else places.connections[slot] = at;
      }
      const moved = hasMoved(places, content.document.layout);
      set({ nodes: before.map((node) => (node.dragging ? { ...node, dragging: false } : node)) });
      if (moved) apply(moveItems(content.document, places));
    },
    onConnectStart(
      _event: unknown,
      start: { nodeId: string | null; handleId: string | null; handleType: string | null },
    ) {
      if (!start.nodeId || !start.handleId || start.handleType !== 'source' || slotOfNodeId(start.nodeId)) return;
      startConnecting(session, start.nodeId, start.handleId, false);
    },
    onConnect({ source, target }: Connection) {
      const slot = slotOfNodeId(source);
      if (slot !== undefined) assignSlot(session, slot, target);
    },
    onConnectEnd(event: MouseEvent | TouchEvent, state: FinalConnectionState) {
      const { connecting } = view.getState();
      const point = 'clientX' in event ? event : event.changedTouches[0];
      if (!point) return;
      const over = document.elementFromPoint(point.clientX, point.clientY);
      const onto = over?.closest<HTMLElement>('.react-flow__node')?.dataset.id;
      if (!connecting) return;
      const { toHandle, toNode } = state;
      if (toHandle && toNode && toHandle.id !== CONNECTION_PORT && toHandle.type === 'target') {
        finishConnecting(session, toNode.id, toHandle.id ?? undefined);
      } else if (onto && onto !== connecting.from && slotOfNodeId(onto) === undefined) {
        finishConnecting(session, onto);
      } else {
        stopConnecting(session);
        if (onto || !over?.closest('.react-flow__pane')) return;
        const { x, y } = toFlow({ x: point.clientX, y: point.clientY });
        const name = documents.getState().content.document.steps.find(({ id }) => id === connecting.from)?.name;
        set({
          picker: {
            target: {
              kind: 'place',
              at: [snap(x), snap(y - 40)],
              from: { step: connecting.from, port: connecting.port },
            },
            at: { x: point.clientX, y: point.clientY },
            ...(name ? { after: name } : {}),
          },
        });
      }
    },
  };
}

export type CanvasHandlers = ReturnType<typeof createCanvasHandlers>;

/** Makes a step use the connection that fills a slot, when it is of the step’s system. */
function assignSlot({ documents, types }: EditorSession, slot: string, stepId: string): void {
  const { content, apply } = documents.getState();
  const connection = knownConnections().find(({ id }) => id === content.bindings[slot]);
  const step = content.document.steps.find(({ id }) => id === stepId);
  if (!connection || !step || types.get(step.type)?.connector !== connection.connector) return;
  apply(assignConnection(stepId, connection));
  announce(`${step.name} now uses ${connection.name}.`);
}

function hasMoved(
  places: { steps: Record<string, Point>; connections: Record<string, Point> },
  layout: { steps?: Record<string, Point>; connections?: Record<string, Point> } | undefined,
): boolean {
  const differs = (now: Record<string, Point>, before: Record<string, Point> | undefined) =>
    Object.entries(now).some(([id, [x, y]]) => before?.[id]?.[0] !== x || before[id]?.[1] !== y);
  return differs(places.steps, layout?.steps) || differs(places.connections, layout?.connections);
}

/** The places of the selected items after moving them by `[dx, dy]` px. */
export function shiftSelection(session: EditorSession, dx: number, dy: number): Parameters<typeof moveItems>[1] {
  const { nodes, selectedIds, focusedId } = session.view.getState();
  const chosen = selectedIds.length > 0 ? selectedIds : focusedId === undefined ? [] : [focusedId];
  const places = { steps: {} as Record<string, Point>, connections: {} as Record<string, Point> };
  for (const { id, position } of nodes) {
    if (!chosen.includes(id)) continue;
    const slot = slotOfNodeId(id);
    const at: Point = [position.x + dx, position.y + dy];
    if (slot === undefined) places.steps[id] = at;
    else places.connections[slot] = at;
  }
  return places;
}
