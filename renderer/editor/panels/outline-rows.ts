import type { FlowDocument } from '../../../shared/flow/document.ts';
import { executionOrder } from '../../../shared/flow/graph.ts';
import { endsOf, portsOf, type StepTypes, stepsById } from '../../commands/ports.ts';

/** One line of the outline. `branch` is the label of the output it hangs from, where its step has several. */
export type OutlineRow = { id: string; depth: number; branch: string | undefined };

/** The steps in execution order; a step on one of several outputs stands one level deeper, under its branch’s label. */
export function outlineRows(document: FlowDocument, types: StepTypes): OutlineRow[] {
  const steps = stepsById(document.steps);
  const rows: OutlineRow[] = [];
  const depths = new Map<string, number>();
  for (const { id } of executionOrder(document)) {
    let depth = 0;
    let branch: string | undefined;
    const incoming = document.edges.filter((edge) => edge.to === id && steps.has(edge.from));
    const [edge] = incoming;
    const from = edge ? steps.get(edge.from) : undefined;
    if (edge && from) {
      const outputs = portsOf(from, types).outputs;
      const { port } = endsOf(edge, steps, types);
      const index = outputs.findIndex(({ name }) => name === port);
      const branches = outputs.length > 1;
      depth = (depths.get(from.id) ?? 0) + (branches && incoming.length === 1 && index > 0 ? 1 : 0);
      if (branches && incoming.length === 1) branch = outputs[index]?.label;
    }
    depths.set(id, depth);
    rows.push({ id, depth, branch });
  }
  return rows;
}
