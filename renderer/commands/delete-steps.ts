import type { FlowDocument } from '../../shared/flow/document.ts';
import { writeEdge } from './connect.ts';
import { type Edit, nameSteps } from './edit.ts';
import { type EdgeEnds, endsOf, type StepTypes, stepsById } from './ports.ts';
import { dropUnusedSlots } from './slots.ts';

/** Deletes steps with their edges. A step with one way in and one way out joins its neighbours. */
export function deleteSteps(
  document: FlowDocument,
  ids: readonly string[],
  types: StepTypes,
): Edit & { joined: boolean } {
  return {
    label: `Delete ${nameSteps(document, ids)}`,
    joined: ids.some((id) => joinThrough(document, id, types) !== undefined),
    change(content) {
      for (const id of ids) deleteStep(content.document, id, types);
      dropUnusedSlots(content);
    },
  };
}

function deleteStep(document: FlowDocument, id: string, types: StepTypes): void {
  const joined = joinThrough(document, id, types);
  document.edges = document.edges.filter((edge) => edge.from !== id && edge.to !== id);
  document.steps = document.steps.filter((step) => step.id !== id);
  if (document.layout?.steps) delete document.layout.steps[id];
  if (document.pinned) delete document.pinned[id];
  if (joined) writeEdge(document, joined, types);
}

function joinThrough(document: FlowDocument, id: string, types: StepTypes): EdgeEnds | undefined {
  const steps = stepsById(document.steps);
  const incoming = document.edges.filter((edge) => edge.to === id);
  const outgoing = document.edges.filter((edge) => edge.from === id);
  const [before] = incoming;
  const [after] = outgoing;
  if (incoming.length !== 1 || outgoing.length !== 1 || !before || !after) return undefined;
  const { from, port } = endsOf(before, steps, types);
  const { to, toPort } = endsOf(after, steps, types);
  const twin = document.edges.some((edge) => edge.from === from && edge.to === to);
  return twin ? undefined : { from, port, to, toPort };
}
