import type { FlowDocument, FlowEdge } from '../../shared/flow/document.ts';
import { reachableSteps } from '../../shared/flow/graph.ts';
import type { Edit } from './edit.ts';
import { type EdgeEnds, edgeId, endsOf, portsOf, type StepTypes, stepsById } from './ports.ts';

/** Why an edge can’t be drawn, as a sentence for the person; undefined when it can. */
export function refuseConnection(document: FlowDocument, ends: EdgeEnds, types: StepTypes): string | undefined {
  const steps = stepsById(document.steps);
  const from = steps.get(ends.from);
  const to = steps.get(ends.to);
  if (!from || !to) return 'That step isn’t in this flow.';
  if (portsOf(to, types).inputs.length === 0) {
    return types.get(to.type)?.trigger ? 'A trigger can’t receive records.' : `“${to.name}” takes no records.`;
  }
  if (portsOf(from, types).outputs.length === 0) return `“${from.name}” ends the flow, so nothing can follow it.`;
  if (ends.from === ends.to || reachableSteps(document, [ends.to]).has(ends.from)) {
    return 'That would make a loop. Use “For each” to repeat steps.';
  }
  const id = edgeId(ends);
  if (document.edges.some((edge) => edgeId(endsOf(edge, steps, types)) === id)) {
    return 'These steps are already connected.';
  }
  return undefined;
}

/** Writes an edge into the draft, leaving out port names that the defaults say. */
export function writeEdge(document: FlowDocument, ends: EdgeEnds, types: StepTypes): void {
  const steps = stepsById(document.steps);
  const from = steps.get(ends.from);
  const to = steps.get(ends.to);
  const edge: FlowEdge = { from: ends.from, to: ends.to };
  const outputs = from ? portsOf(from, types).outputs : [];
  const isOnlyOutput = outputs[0]?.name === ends.port && ends.port === 'out';
  if (!isOnlyOutput) edge.port = ends.port;
  if (to && portsOf(to, types).inputs[0]?.name !== ends.toPort) edge.toPort = ends.toPort;
  document.edges.push(edge);
}

/** Draws an edge. Ask {@link refuseConnection} first. */
export function connectSteps(document: FlowDocument, ends: EdgeEnds, types: StepTypes): Edit {
  const steps = stepsById(document.steps);
  return {
    label: `Connect “${steps.get(ends.from)?.name}” to “${steps.get(ends.to)?.name}”`,
    change(content) {
      writeEdge(content.document, ends, types);
    },
  };
}

/** Removes edges by their ids. */
export function deleteEdges(ids: readonly string[], types: StepTypes): Edit {
  const gone = new Set(ids);
  return {
    label: gone.size === 1 ? 'Delete a connecting line' : `Delete ${gone.size} connecting lines`,
    change({ document }) {
      const steps = stepsById(document.steps);
      document.edges = document.edges.filter((edge) => !gone.has(edgeId(endsOf(edge, steps, types))));
    },
  };
}

/** “Connected Filter, kept, to Create contact.”: what assistive technology hears after connecting. */
export function describeConnection(document: FlowDocument, ends: EdgeEnds, types: StepTypes): string {
  const steps = stepsById(document.steps);
  const from = steps.get(ends.from);
  const outputs = from ? portsOf(from, types).outputs : [];
  const port = outputs.length > 1 ? outputs.find(({ name }) => name === ends.port)?.label : undefined;
  return `${from?.name}${port ? `, ${port},` : ''} to ${steps.get(ends.to)?.name}`;
}
