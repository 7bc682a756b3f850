import type { StepManifest } from '../../shared/connector/manifest.ts';
import { executionOrder } from '../../shared/flow/graph.ts';
import { type AddTarget, addStep } from '../commands/add-step.ts';
import { copySteps, pasteSteps, readFragment } from '../commands/clipboard.ts';
import { connectSteps, deleteEdges, describeConnection, refuseConnection } from '../commands/connect.ts';
import { deleteSteps } from '../commands/delete-steps.ts';
import { nameSteps } from '../commands/edit.ts';
import type { Point } from '../commands/place.ts';
import { type EdgeEnds, edgeId, endsOf, portsOf, stepsById } from '../commands/ports.ts';
import { type KnownConnection, removePlacedConnection } from '../commands/slots.ts';
import { type EditorSession, knownConnections } from './session.ts';
import { type PickerRequest, slotOfNodeId } from './view-store.ts';

/** What an action tells: a sentence for assistive technology, or one to show with an offer to undo. */
export type Told = { announcement: string; refused?: true; undoable?: true };

/** Adds a step where the target says, selects it, and tells where it went. */
export function addStepAction(
  session: EditorSession,
  manifest: StepManifest,
  target: AddTarget,
  connection?: KnownConnection,
): Told & { stepId: string } {
  const { documents, view, types } = session;
  const { content, apply } = documents.getState();
  const connections = knownConnections();
  const edit = addStep(content, { manifest, target, types, connections, ...(connection ? { connection } : {}) });
  apply(edit);
  view.getState().select([edit.stepId]);
  view.getState().set({ picker: undefined, focusedId: edit.stepId, inspectorOpen: true, inspectorTab: 'settings' });
  const steps = stepsById(documents.getState().content.document.steps);
  const anchor = target.kind === 'edge' ? target.edge.from : target.kind === 'after' ? target.step : undefined;
  const after = anchor === undefined ? '' : ` after ${steps.get(anchor)?.name}`;
  return { stepId: edit.stepId, announcement: `Added ${edit.name}${after}.` };
}

/** Draws an edge, or refuses with the reason. */
export function connectAction({ documents, types }: EditorSession, ends: EdgeEnds): Told {
  const { content, apply } = documents.getState();
  const refusal = refuseConnection(content.document, ends, types);
  if (refusal) return { announcement: refusal, refused: true };
  apply(connectSteps(content.document, ends, types));
  return { announcement: `Connected ${describeConnection(content.document, ends, types)}.` };
}

/** Removes one edge and tells between which steps it was. */
export function disconnectAction({ documents, types }: EditorSession, ends: EdgeEnds): Told {
  const { content, apply } = documents.getState();
  apply(deleteEdges([edgeId(ends)], types));
  return {
    announcement: `Removed the line from ${describeConnection(content.document, ends, types)}.`,
    undoable: true,
  };
}

/** Deletes what is selected: steps (joining neighbours), pills, or the selected edge. Undefined when nothing is. */
export function deleteSelectionAction(session: EditorSession): Told | undefined {
  const { documents, view, types } = session;
  const { selectedIds, selectedEdge } = view.getState();
  const { content, apply } = documents.getState();
  const slots = selectedIds.flatMap((id) => slotOfNodeId(id) ?? []);
  const steps = selectedIds.filter((id) => slotOfNodeId(id) === undefined);
  if (selectedIds.length === 0) {
    if (selectedEdge === undefined) return undefined;
    apply(deleteEdges([selectedEdge], types));
    view.getState().set({ selectedEdge: undefined });
    return { announcement: 'Deleted a connecting line. Undo available.', undoable: true };
  }
  const order = executionOrder(content.document).map(({ id }) => id);
  const first = order.findIndex((id) => steps.includes(id));
  const next = order.slice(0, Math.max(first, 0)).at(-1) ?? order.find((id) => !steps.includes(id));
  const names = nameSteps(content.document, steps);
  let joined = false;
  if (steps.length > 0) {
    const edit = deleteSteps(content.document, steps, types);
    joined = edit.joined;
    apply(edit);
  }
  for (const slot of slots) apply(removePlacedConnection(slot));
  view.getState().select([]);
  view.getState().set({ focusedId: next });
  if (steps.length === 0) return { announcement: 'Removed the connection from the canvas.', undoable: true };
  return { announcement: `Deleted ${names}${joined ? ' and joined its neighbors' : ''}.`, undoable: true };
}

/** Takes back or repeats the newest entry and tells its label. */
export function undoAction({ documents }: EditorSession, direction: 'undo' | 'redo'): Told | undefined {
  const label = documents.getState()[direction]();
  if (label === undefined) return undefined;
  return { announcement: `${direction === 'undo' ? 'Undid' : 'Redid'}: ${label}.` };
}

/** How the slots of the steps copied last were filled: kept here, since the clipboard is for any computer. */
let copied: { text: string; bindings: Readonly<Record<string, string>> } | undefined;

/** The clipboard text of the selected steps, or undefined when none is selected. */
export function copyAction({ documents, view }: EditorSession): string | undefined {
  const ids = view.getState().selectedIds.filter((id) => slotOfNodeId(id) === undefined);
  if (ids.length === 0) return undefined;
  const { content } = documents.getState();
  const text = `${JSON.stringify(copySteps(content, ids), null, 2)}\n`;
  copied = { text, bindings: content.bindings };
  return text;
}

/** Adds the steps of a clipboard text and selects them, or refuses. */
export function pasteAction({ documents, view }: EditorSession, text: string, at?: Point): Told {
  const fragment = readFragment(text);
  if (!fragment) return { announcement: 'There are no steps on the clipboard.', refused: true };
  const { content, apply } = documents.getState();
  // Some systems change line ends on the clipboard.
  const own = copied?.text.trim() === text.replaceAll('\r\n', '\n').trim();
  const edit = pasteSteps(content, fragment, at, own ? copied?.bindings : undefined);
  apply(edit);
  view.getState().select(edit.stepIds);
  return { announcement: `Pasted ${nameSteps(documents.getState().content.document, edit.stepIds)}.` };
}

/** Selects every step. */
export function selectAllAction({ documents, view }: EditorSession): void {
  view.getState().select(documents.getState().content.document.steps.map(({ id }) => id));
}

/** The first output of a step that no edge leaves from, else its first output. */
export function openPortOf({ documents, types }: EditorSession, stepId: string): string | undefined {
  const { document } = documents.getState().content;
  const steps = stepsById(document.steps);
  const step = steps.get(stepId);
  if (!step) return undefined;
  const outputs = portsOf(step, types).outputs.map(({ name }) => name);
  const used = new Set(
    document.edges.filter(({ from }) => from === stepId).map((edge) => endsOf(edge, steps, types).port),
  );
  return outputs.find((name) => !used.has(name)) ?? outputs[0];
}

/** The edges of the open flow with their ports named, by id. */
export function edgesOf({ documents, types }: EditorSession): Map<string, EdgeEnds> {
  const { document } = documents.getState().content;
  const steps = stepsById(document.steps);
  return new Map(
    document.edges.map((edge) => {
      const ends = endsOf(edge, steps, types);
      return [edgeId(ends), ends];
    }),
  );
}

/**
 * Where a step goes that was added without saying where: after the selected step, else after the last step with an
 * output that leads nowhere, else by itself.
 */
export function defaultTarget(session: EditorSession): AddTarget {
  const { documents, view } = session;
  const { document } = documents.getState().content;
  const { selectedIds } = view.getState();
  const selected = selectedIds.length === 1 ? document.steps.find(({ id }) => id === selectedIds[0]) : undefined;
  const open = executionOrder(document).findLast(({ id }) => document.edges.every(({ from }) => from !== id));
  const after = selected ?? open;
  const port = after && openPortOf(session, after.id);
  return after && port ? { kind: 'after', step: after.id, port } : { kind: 'free' };
}

/** The picker for such a step, opened at a place of the window. */
export function addRequest(session: EditorSession, at: PickerRequest['at']): PickerRequest {
  const target = defaultTarget(session);
  const { steps } = session.documents.getState().content.document;
  const after = target.kind === 'after' ? steps.find(({ id }) => id === target.step)?.name : undefined;
  return { target, at, ...(after ? { after } : {}) };
}
