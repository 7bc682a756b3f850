import type { ErrorDescription } from '../errors/index.ts';
import type { FailedRecord, RunEvent, RunHeader, RunStatus, RunWarning, StepStatus } from './events.ts';

/** What is known of one step of a run. `out` counts records by port; `durationMs` is the time since it started. */
export type StepState = {
  id: string;
  status: StepStatus;
  in: number;
  out: Record<string, number>;
  failed: number;
  calls: number;
  retries: number;
  startedAtMs?: number;
  durationMs?: number;
  /** The first failed records, at most {@link KEPT_FAILURES}. */
  failures: FailedRecord[];
  warnings: (RunWarning & { count: number })[];
  error?: ErrorDescription;
};

/** A run as far as its events tell. Identity of an unchanged step's state is kept from one fold to the next. */
export type RunState = {
  header: RunHeader;
  status: RunStatus;
  steps: Record<string, StepState>;
  lastSeq: number;
  elapsedMs: number;
  durationMs?: number;
  error?: ErrorDescription;
  message?: string;
};

/** How many failed records the folded state keeps a step; the store has them all. */
export const KEPT_FAILURES = 20;

/** The state that `events` tell, or undefined for none. The first event must be `run.started`. */
export function foldRunEvents(events: Iterable<RunEvent>, from?: RunState): RunState | undefined {
  let state = from;
  for (const event of events) state = applyRunEvent(state, event);
  return state;
}

/**
 * The next state after one event; the one fold of host and renderer. Pure: `state` isn't changed. An event that was
 * already applied (`seq` not above `lastSeq`) changes nothing, so a resumed stream may repeat some.
 */
export function applyRunEvent(state: RunState | undefined, event: RunEvent): RunState | undefined {
  if (event.type === 'run.started') return state ?? startState(event);
  if (!state || event.seq <= state.lastSeq) return state;
  const next: RunState = { ...state, lastSeq: event.seq, elapsedMs: event.elapsedMs };
  if (event.type === 'run.finished') {
    next.status = event.status;
    next.durationMs = event.durationMs;
    if (event.error) next.error = event.error;
    if (event.message !== undefined) next.message = event.message;
    return next;
  }
  const step = state.steps[event.step];
  if (!step) return next;
  next.steps = { ...state.steps, [event.step]: applyStepEvent(step, event) };
  return next;
}

type StepEvent = Exclude<RunEvent, { type: 'run.started' } | { type: 'run.finished' }>;

function applyStepEvent(step: StepState, event: StepEvent): StepState {
  switch (event.type) {
    case 'step.started':
      return { ...step, status: 'running', startedAtMs: event.elapsedMs };
    case 'records.received':
      return { ...step, in: step.in + event.count };
    case 'records.emitted':
      return { ...step, out: { ...step.out, [event.port]: (step.out[event.port] ?? 0) + event.count } };
    case 'records.failed':
      return {
        ...step,
        failed: step.failed + event.count,
        failures: [...step.failures, ...event.failures].slice(0, KEPT_FAILURES),
      };
    case 'calls.made':
      return { ...step, calls: step.calls + event.count };
    case 'step.retried':
      return { ...step, retries: step.retries + 1 };
    case 'step.warned':
      return { ...step, warnings: addWarning(step.warnings, event.warning, event.count) };
    case 'step.finished':
      return {
        ...step,
        status: event.status,
        durationMs: event.durationMs,
        ...(event.error ? { error: event.error } : {}),
      };
  }
}

function addWarning(warnings: StepState['warnings'], warning: RunWarning, count: number): StepState['warnings'] {
  const known = warnings.findIndex(({ code, field }) => code === warning.code && field === warning.field);
  if (known < 0) return [...warnings, { ...warning, count }];
  return warnings.map((entry, index) => (index === known ? { ...entry, count: entry.count + count } : entry));
}

function startState(event: Extract<RunEvent, { type: 'run.started' }>): RunState {
  const steps: Record<string, StepState> = {};
  for (const { id } of event.header.steps) {
    steps[id] = { id, status: 'queued', in: 0, out: {}, failed: 0, calls: 0, retries: 0, failures: [], warnings: [] };
  }
  return { header: event.header, status: 'running', steps, lastSeq: event.seq, elapsedMs: event.elapsedMs };
}
