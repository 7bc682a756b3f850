export { formatFlow } from './canonical.ts';
export { createFlow } from './defaults.ts';
export type {
  ConnectionSlot,
  ErrorPolicy,
  FlowDocument,
  FlowEdge,
  FlowLayout,
  FlowParameter,
  FlowSettings,
  FlowStep,
  ParameterType,
  Retention,
} from './document.ts';
export type { FlowProblem } from './problem.ts';
export { findProblems, findTriggers, type ProblemOptions, problemsThatStop } from './problems.ts';
export { parseFlow, readFlow } from './read-flow.ts';
