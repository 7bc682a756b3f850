import { coalesceRunEvents } from '../../../shared/run/coalesce.ts';
import type { RunEvent } from '../../../shared/run/events.ts';
import { foldedTogether, foldRunEvents, KEPT_FAILURES, type RunState } from '../../../shared/run/state.ts';
import type { Clock } from '../../ports/clock.ts';
import { createEventQueue, type EventQueue } from '../event-queue.ts';

/** Events reach watchers in batches at most this far apart, in milliseconds: ten a second (ui.md §16). */
const WINDOW_MS = 100;

/** Runs that ended stay here so that a watcher that reconnects gets their last events; the store has the rest. */
const KEPT_ENDED_RUNS = 20;

type LiveRun = {
  /** The state as of the last look. */
  state: RunState | undefined;
  /** What came since: folding event by event would copy the states of all steps for each. */
  unfolded: RunEvent[];
  foldedTogether: number;
  log: RunEvent[];
  window: RunEvent[];
  cancelFlush: (() => void) | undefined;
  /** How many failures of each step were told in full. */
  failuresTold: Map<string, number>;
  watchers: Set<EventQueue<RunEvent>>;
  ended: boolean;
};

/** The runs of this process, as their events tell. */
export type LiveRuns = {
  /** Takes the next event of a run; the first must be `run.started`. */
  push(runId: string, event: RunEvent): void;
  state(runId: string): RunState | undefined;
  /** Forgets a run that has ended. */
  forget(runId: string): void;
  /** Batches of events after `afterSeq`, then live ones, until the run ends or `signal` is aborted. */
  watch(runId: string, afterSeq: number, signal: AbortSignal | undefined): AsyncGenerator<RunEvent[]>;
};

export function createLiveRuns(clock: Clock): LiveRuns {
  const runs = new Map<string, LiveRun>();

  const flush = (run: LiveRun): void => {
    run.cancelFlush = undefined;
    const events = coalesceRunEvents(run.window);
    run.window = [];
    run.log.push(...events);
    for (const watcher of run.watchers) {
      for (const event of events) watcher.push(event);
      if (run.ended) watcher.end();
    }
  };

  const forgetOldest = (): void => {
    const ended = [...runs].filter(([, run]) => run.ended);
    for (const [runId] of ended.slice(0, Math.max(0, ended.length - KEPT_ENDED_RUNS))) runs.delete(runId);
  };

  return {
    push: (runId, event) => {
      const run = runs.get(runId) ?? newLiveRun();
      runs.set(runId, run);
      run.unfolded.push(event);
      if (event.type === 'run.started') run.foldedTogether = foldedTogether(event);
      if (run.unfolded.length >= run.foldedTogether) fold(run);
      // A run that was stopped and resumed in this process goes on.
      if (event.type === 'run.started') {
        run.ended = false;
        run.failuresTold.clear();
      }
      run.window.push(withFewFailures(run, event));
      if (event.type === 'run.finished') {
        run.ended = true;
        run.cancelFlush?.();
        flush(run);
        forgetOldest();
      } else {
        run.cancelFlush ??= clock.schedule(WINDOW_MS, () => flush(run));
      }
    },
    state: (runId) => {
      const run = runs.get(runId);
      if (!run) return undefined;
      // Who goes on from here mustn't get counts that are added up with those it has.
      run.cancelFlush?.();
      flush(run);
      return fold(run);
    },
    forget: (runId) => void runs.delete(runId),
    watch: async function* (runId, afterSeq, signal) {
      const run = runs.get(runId);
      if (!run) return;
      const queue = createEventQueue<RunEvent>();
      for (const event of run.log) if (event.seq > afterSeq) queue.push(event);
      if (run.ended) queue.end();
      run.watchers.add(queue);
      try {
        yield* queue.values(signal);
      } finally {
        run.watchers.delete(queue);
      }
    },
  };
}

function fold(run: LiveRun): RunState | undefined {
  run.state = foldRunEvents(run.unfolded, run.state);
  run.unfolded = [];
  return run.state;
}

/** Only the failures that a state shows; the others are in the store, and there may be a million. */
function withFewFailures({ failuresTold }: LiveRun, event: RunEvent): RunEvent {
  if (event.type !== 'records.failed') return event;
  const told = failuresTold.get(event.step) ?? 0;
  const failures = event.failures.slice(0, Math.max(0, KEPT_FAILURES - told));
  failuresTold.set(event.step, told + failures.length);
  return { ...event, failures };
}

function newLiveRun(): LiveRun {
  return {
    state: undefined,
    unfolded: [],
    foldedTogether: Number.POSITIVE_INFINITY,
    log: [],
    window: [],
    cancelFlush: undefined,
    failuresTold: new Map(),
    watchers: new Set(),
    ended: false,
  };
}
