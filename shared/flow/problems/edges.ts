import { suggestSentence } from '../../expression/suggest-names.ts';
import type { FlowEdge } from '../document.ts';
import { inputOf, outputOf, outputsOf } from '../ports.ts';
import type { FlowProblem } from '../problem.ts';
import { type Check, type CheckContext, manifestOf, nameOf } from './context.ts';
import { createProblem } from './create-problem.ts';

/** Lines whose ends aren't there, that lead into a trigger, or that stand twice. */
export const checkEdges: Check = (context) => {
  const seen = new Set<string>();
  return context.flow.edges.flatMap((edge, index) => {
    const faults = checkEnds(context, edge, index);
    if (faults.length > 0) return faults;
    const key = JSON.stringify([
      edge.from,
      outputOf(edge, context.steps.get(edge.from), manifestOf(context, edge.from)),
      edge.to,
      inputOf(edge, manifestOf(context, edge.to)),
    ]);
    if (seen.has(key)) return [createProblem('EDGE_TWICE', { step: edge.to }, { edge: index })];
    seen.add(key);
    return [];
  });
};

function checkEnds(context: CheckContext, edge: FlowEdge, index: number): FlowProblem[] {
  const from = context.steps.get(edge.from);
  const to = context.steps.get(edge.to);
  if (!from || !to) {
    const place = from ? { step: from.id } : to ? { step: to.id } : {};
    return [createProblem('EDGE_STEP_UNKNOWN', place, { step: from ? edge.to : edge.from, edge: index })];
  }
  return [...checkOutput(context, edge, index), ...checkInput(context, edge, index)];
}

function checkOutput(context: CheckContext, edge: FlowEdge, index: number): FlowProblem[] {
  const step = context.steps.get(edge.from);
  const manifest = manifestOf(context, edge.from);
  if (!step || !manifest) return [];
  const names = outputsOf(step, manifest).map(({ name }) => name);
  const port = outputOf(edge, step, manifest);
  if (names.includes(port)) return [];
  const otherwise =
    port === 'error' ? 'Let the step send failed records out of its error port.' : 'Draw the line from another output.';
  return [
    createProblem(
      'EDGE_PORT_UNKNOWN',
      { step: step.id },
      { step: nameOf(step), direction: 'output', port, edge: index },
      { fix: suggestSentence(port, names, otherwise) },
    ),
  ];
}

function checkInput(context: CheckContext, edge: FlowEdge, index: number): FlowProblem[] {
  const step = context.steps.get(edge.to);
  const manifest = manifestOf(context, edge.to);
  if (!step || !manifest) return [];
  if (manifest.trigger) return [createProblem('TRIGGER_HAS_INPUT', { step: step.id }, { edge: index })];
  const names = manifest.inputs.map(({ name }) => name);
  const port = inputOf(edge, manifest);
  if (names.includes(port)) return [];
  return [
    createProblem(
      'EDGE_PORT_UNKNOWN',
      { step: step.id },
      { step: nameOf(step), direction: 'input', port, edge: index },
      { fix: suggestSentence(port, names, 'Draw the line to another input.') },
    ),
  ];
}
