export { formatFlow } from './canonical.ts';
export { findCycles } from './cycles.ts';
export { createFlow, createStepId, STEP_ID } from './defaults.ts';
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
export { FLOW_FORMAT } from './document.ts';
export {
  executionOrder,
  type FlowGraph,
  type Neighbours,
  predecessorsOf,
  reachableSteps,
  successorsOf,
  upstreamSteps,
} from './graph.ts';
export { FLOW_LIMITS } from './limits.ts';
export { DEFAULT_INPUT, DEFAULT_OUTPUT, ERROR_PORT, inputOf, outputOf, outputsOf } from './ports.ts';
export type { FlowProblem } from './problem.ts';
export { findProblems, type ProblemOptions, problemsThatStop } from './problems.ts';
export { parseFlow, readFlow } from './read-flow.ts';
export { isEmptySetting, settingOf, visibleFields } from './step-settings.ts';
