import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FlowDocument } from '../../shared/flow/document.ts';
import type { RunEvent } from '../../shared/run/events.ts';
import { applyRunEvent, type RunState, type StepState } from '../../shared/run/state.ts';

/** Where the run of the open flow stands, as folded from the host’s events; never changed in any other way. */
export type RunStoreState = {
  runId: string | undefined;
  state: RunState | undefined;
  /** From pressing Run until the host answers. */
  starting: boolean;
  /** The flow as it ran; absent for a run of an earlier revision, whose results are all stale. */
  baseline: FlowDocument | undefined;
  /** This window’s clock, in ms, when the run’s own clock stood at 0; for elapsed times between events. */
  clockStart: number;
  setStarting(starting: boolean): void;
  /** A run begins: its overlay replaces the last one’s. */
  begin(runId: string, baseline: FlowDocument): void;
  /** Shows a run of the past, or one that is under way; by what clock, see `clockStart`. */
  show(runId: string, state: RunState, baseline: FlowDocument | undefined, clockStart: number): void;
  /** Folds events in order; `now` is this window’s clock in ms. */
  apply(events: readonly RunEvent[], now: number): void;
};

export type RunStore = StoreApi<RunStoreState>;

/** The run overlay of one open flow. */
export function createRunStore(): RunStore {
  return createStore<RunStoreState>()((set, get) => ({
    runId: undefined,
    state: undefined,
    starting: false,
    baseline: undefined,
    clockStart: 0,
    setStarting(starting) {
      set({ starting });
    },
    begin(runId, baseline) {
      set({ runId, baseline, state: undefined, starting: false });
    },
    show(runId, state, baseline, clockStart) {
      set({ runId, state, baseline, starting: false, clockStart });
    },
    apply(events, now) {
      const { state: before, clockStart } = get();
      let state = before;
      for (const event of events) state = applyRunEvent(state, event);
      if (state === before) return;
      set({ state, clockStart: before ? clockStart : now - (events.at(-1)?.elapsedMs ?? 0) });
    },
  }));
}

/** True from pressing Run until the run ended. */
export function isRunning({ starting, runId, state }: RunStoreState): boolean {
  if (starting) return true;
  if (runId === undefined) return false;
  return state === undefined || ['running', 'queued', 'waiting'].includes(state.status);
}

/** What the shown run knows of a step. */
export function stepStateOf({ state }: RunStoreState, stepId: string): StepState | undefined {
  return state?.steps[stepId];
}

/** How many records went over an edge in the shown run; undefined when the run doesn’t know the step. */
export function countOnEdge({ state }: RunStoreState, from: string, port: string): number | 'not-reached' | undefined {
  const step = state?.steps[from];
  if (!step) return undefined;
  const count = step.out[port];
  if (count !== undefined) return count;
  return step.status === 'queued' || step.status === 'skipped' || step.status === 'cancelled' ? 'not-reached' : 0;
}

/** Whether a step changed, in what it does, since the shown run. */
export function isStale({ state, baseline }: RunStoreState, document: FlowDocument, stepId: string): boolean {
  if (!state?.steps[stepId]) return false;
  if (!baseline) return true;
  if (baseline === document) return false;
  const before = baseline.steps.find(({ id }) => id === stepId);
  const now = document.steps.find(({ id }) => id === stepId);
  if (before === now || !before || !now) return before !== now;
  const { name: _before, notes: _beforeNotes, ...was } = before;
  const { name: _now, notes: _nowNotes, ...is } = now;
  return JSON.stringify(was) !== JSON.stringify(is);
}
