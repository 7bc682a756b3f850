import type { ErrorDescription } from '../errors/index.ts';
import type { FailedRecord, RunEvent, RunHeader, RunStatus, RunWarning, StepStatus } from './events.ts';

/** What is known of one step of a run. `out` counts records by port; `durationMs` is the time since it started. */
export type StepState = {
  id: string;
  status: StepStatus;
  in: number;
  out: Record<string, number>;
  failed: number;
  /** Records that came but weren't tried, since the run ended before. */
  skipped: number;
  /**
   * Records that led to nothing, not even to a failure. `in` = passed on + `failed` + `skipped` + `filtered`. Absent in
   * runs of versions that didn't count them.
   */
  filtered?: number;
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
  /** The pauses that the run waits at; see `step.paused`. */
  paused?: number[];
};

/** How many failed records the folded state keeps a step; the store has them all. */
export const KEPT_FAILURES = 20;

/**
 * The state that `events` tell, or undefined for none. The first event must be `run.started`; another one later is a
 * resumed run, whose counts begin anew. Pure: `from` isn't
 * changed; folding many at once copies only what changed, once. An event that was already applied (`seq` not above
 * `lastSeq`) changes nothing, so a resumed stream may repeat some.
 */
export function foldRunEvents(events: Iterable<RunEvent>, from?: RunState): RunState | undefined {
  let state = from;
  let copied: Copied | undefined;
  for (const event of events) {
    if (state && event.seq <= state.lastSeq) continue;
    if (event.type === 'run.started') {
      state = startState(event);
      copied = 'all';
      continue;
    }
    if (!state) continue;
    if (!copied) {
      copied = new Set();
      state = { ...state, steps: { ...state.steps } };
    }
    advance(state, event, copied);
  }
  return state;
}

/**
 * How many events of a run are best held before they are folded: a fold copies the states of all steps, so that there be
 * at most one copy for eight events, however many steps there are.
 */
export function foldedTogether({ header }: Pick<RunState, 'header'>): number {
  return Math.max(512, 8 * header.steps.length);
}

/** The next state after one event: the one fold of host and renderer (see {@link foldRunEvents}). */
export function applyRunEvent(state: RunState | undefined, event: RunEvent): RunState | undefined {
  return foldRunEvents([event], state);
}

/** The steps whose states are ours to change: all of them in a state that the fold itself began. */
type Copied = Set<string> | 'all';

/** Applies `event` to a state that is ours to change. */
function advance(
  state: RunState,
  event: StepEvent | Extract<RunEvent, { type: 'run.finished' }>,
  copied: Copied,
): void {
  state.lastSeq = event.seq;
  state.elapsedMs = event.elapsedMs;
  if (event.type === 'run.finished') {
    state.status = event.status;
    state.durationMs = event.durationMs;
    if (event.error) state.error = event.error;
    if (event.message !== undefined) state.message = event.message;
    return;
  }
  let step = state.steps[event.step];
  if (!step) return;
  if (event.type === 'step.paused') state.paused = [...(state.paused ?? []), event.pause];
  if (event.type === 'step.proceeded') state.paused = (state.paused ?? []).filter((pause) => pause !== event.pause);
  if (state.status === 'running' || state.status === 'waiting') {
    state.status = state.paused && state.paused.length > 0 ? 'waiting' : 'running';
  }
  if (copied !== 'all' && !copied.has(event.step)) {
    copied.add(event.step);
    step = { ...step, out: { ...step.out } };
    state.steps[event.step] = step;
  }
  advanceStep(step, event);
}

type StepEvent = Exclude<RunEvent, { type: 'run.started' } | { type: 'run.finished' }>;

function advanceStep(step: StepState, event: StepEvent): void {
  switch (event.type) {
    case 'step.started':
      step.status = 'running';
      step.startedAtMs = event.elapsedMs;
      return;
    case 'records.received':
      step.in += event.count;
      return;
    case 'records.emitted':
      step.out[event.port] = (step.out[event.port] ?? 0) + event.count;
      return;
    case 'records.failed':
      step.failed += event.count;
      if (step.failures.length < KEPT_FAILURES && event.failures.length > 0) {
        step.failures = [...step.failures, ...event.failures].slice(0, KEPT_FAILURES);
      }
      return;
    case 'records.skipped':
      step.skipped += event.count;
      return;
    case 'records.filtered':
      step.filtered = (step.filtered ?? 0) + event.count;
      return;
    case 'calls.made':
      step.calls += event.count;
      return;
    case 'step.retried':
      step.retries += 1;
      return;
    case 'step.warned':
      step.warnings = addWarning(step.warnings, event.warning, event.count);
      return;
    case 'step.paused':
      step.status = 'waiting';
      return;
    case 'step.proceeded':
      step.status = 'running';
      return;
    case 'step.finished':
      step.status = event.status;
      step.durationMs = event.durationMs;
      if (event.error) step.error = event.error;
      return;
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
    steps[id] = {
      id,
      status: 'queued',
      in: 0,
      out: {},
      failed: 0,
      skipped: 0,
      filtered: 0,
      calls: 0,
      retries: 0,
      failures: [],
      warnings: [],
    };
  }
  return { header: event.header, status: 'running', steps, lastSeq: event.seq, elapsedMs: event.elapsedMs };
}
