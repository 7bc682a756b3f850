export { explainFailure } from './explain-failure.ts';
export { explainRun, type RunFailure } from './explain-run.ts';
export type { FailureContext, FailureExplanation, Remedy, RemedyCommand } from './failure.ts';
export { conversions } from './offer-remedy.ts';
