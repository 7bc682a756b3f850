import type { ErrorDescription } from '../../../shared/errors/index.ts';
import { explainRun } from '../../../shared/failures/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { RunStatus } from '../../../shared/run/events.ts';
import type { RunState } from '../../../shared/run/state.ts';
import type { RunResult } from '../../ports/run.ts';
import { type FailureDocument, toFailureDocument } from './failures.ts';

/** What `run --json` prints: as flow-format.md lists it, and what failed in people’s words. */
export type RunDocument = {
  runId: string;
  flow: { id: string; name: string };
  status: RunStatus;
  startedAt: string;
  durationMs: number;
  steps: {
    id: string;
    status: string;
    in: number;
    out: number;
    failed: number;
    /** Records that came but weren’t finished, since the run ended before. */
    skipped: number;
    /** Records that led to nothing. What is left of `in` after these three was passed on. */
    filtered: number;
    durationMs: number;
    calls: number;
  }[];
  output: JsonObject[];
  warnings: { step: string; code: string; message: string; count: number }[];
  error: ErrorDescription | null;
  failures: FailureDocument[];
};

/** The document of a run that ended. `out` counts the records of all ports of a step; `resumable`: `millrace resume` helps. */
export function createRunDocument({ state, output }: RunResult, resumable: boolean): RunDocument {
  return {
    runId: state.header.runId,
    flow: { id: state.header.flowId, name: state.header.flowName },
    status: state.status,
    startedAt: state.header.startedAt,
    durationMs: Math.round(state.durationMs ?? state.elapsedMs),
    steps: listSteps(state),
    output,
    warnings: state.header.steps.flatMap(({ id }) =>
      (state.steps[id]?.warnings ?? []).map(({ code, message, count }) => ({ step: id, code, message, count })),
    ),
    error: state.error ?? null,
    failures: explainRun(state).map((failure) => toFailureDocument(failure, state, resumable)),
  };
}

function listSteps(state: RunState): RunDocument['steps'] {
  return state.header.steps.flatMap(({ id }) => {
    const step = state.steps[id];
    if (!step) return [];
    const out = Object.values(step.out).reduce((sum, count) => sum + count, 0);
    const { status, failed, skipped, filtered = 0, calls } = step;
    const durationMs = Math.round(step.durationMs ?? 0);
    return [{ id, status, in: step.in, out, failed, skipped, filtered, durationMs, calls }];
  });
}

/** The command's exit code for a run that ended (flow-format.md). */
export function exitCodeOf(status: RunStatus): 0 | 1 | 130 {
  if (status === 'succeeded') return 0;
  return status === 'cancelled' ? 130 : 1;
}
