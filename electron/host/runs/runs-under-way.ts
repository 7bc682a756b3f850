import type { MillraceError } from '../../../shared/errors/index.ts';
import type { FlowRun } from '../../engine/run.ts';
import type { RunResult } from '../../ports/run.ts';
import type { RunPlanning } from './write-plans.ts';

/** What a run does when a call goes past its connection's budget. */
export type OverBudget = (connectionId: string, error: MillraceError) => void;

/** A run that has begun or goes on, and how it ends. */
export type BegunRun = { runId: string; result: Promise<RunResult> };

/** The runs that this process is at, and what has to be waited for before it ends. */
export type RunsUnderWay = {
  /** True for a run that goes, and for one that is about to. */
  has(runId: string): boolean;
  /**
   * The run, once it goes: this begins it unless it goes already or is about to, so that nothing is done twice however
   * often that is asked for at the same moment.
   */
  beginOnce(runId: string, begin: () => Promise<BegunRun>): Promise<BegunRun>;
  get(runId: string): FlowRun | undefined;
  add(run: FlowRun): void;
  remove(runId: string): void;
  /** Keeps how a run ends, until it has. */
  keepResult(runId: string, result: Promise<RunResult>): void;
  /** How a run ends; undefined for one that isn't under way. */
  result(runId: string): Promise<RunResult> | undefined;
  /** Something else that has to be over before the process may end. */
  waitFor(ending: Promise<unknown>): void;
  /** Keeps what a run does past a budget, until it has ended. */
  keepOverBudget(runId: string, overBudget: OverBudget): void;
  overBudget(runId: string): OverBudget | undefined;
  /** Keeps how a run treats its writes, until it has ended. */
  keepPlanning(runId: string, planning: RunPlanning): void;
  planning(runId: string): RunPlanning | undefined;
  /** Stops a run; in such a way that it can go on by itself, where the whole host is ending. */
  stop(runId: string): void;
  /**
   * Stops all of them and those about to begin, the ones that `goesOn` tells in such a way that they can go on, and
   * waits until they have.
   */
  close(goesOn: (runId: string) => boolean): Promise<void>;
};

export function createRunsUnderWay(): RunsUnderWay {
  const runs = new Map<string, FlowRun>();
  const endings = new Set<Promise<unknown>>();
  const results = new Map<string, Promise<RunResult>>();
  const beginnings = new Map<string, Promise<BegunRun>>();
  const overBudgets = new Map<string, OverBudget>();
  const plannings = new Map<string, RunPlanning>();
  let goesOnLater: ((runId: string) => boolean) | undefined;

  const waitFor = (ending: Promise<unknown>): void => {
    endings.add(ending);
    const forget = (): void => void endings.delete(ending);
    ending.then(forget, forget);
  };

  return {
    has: (runId) => runs.has(runId) || beginnings.has(runId),
    beginOnce(runId, begin) {
      const result = results.get(runId);
      const going = result ? Promise.resolve({ runId, result }) : beginnings.get(runId);
      if (going) return going;
      const beginning = begin().finally(() => beginnings.delete(runId));
      beginnings.set(runId, beginning);
      waitFor(beginning);
      return beginning;
    },
    get: (runId) => runs.get(runId),
    add(run) {
      runs.set(run.runId, run);
      // It was about to begin when the host began to end.
      if (goesOnLater) endWithHost(run, goesOnLater);
    },
    remove: (runId) => void runs.delete(runId),
    keepResult(runId, result) {
      results.set(runId, result);
      waitFor(result);
      const forget = (): void => {
        overBudgets.delete(runId);
        plannings.delete(runId);
        if (results.get(runId) === result) results.delete(runId);
      };
      result.then(forget, forget);
    },
    result: (runId) => results.get(runId),
    waitFor,
    keepOverBudget: (runId, overBudget) => void overBudgets.set(runId, overBudget),
    overBudget: (runId) => overBudgets.get(runId),
    keepPlanning: (runId, planning) => void plannings.set(runId, planning),
    planning: (runId) => plannings.get(runId),
    stop: (runId) => (goesOnLater ? runs.get(runId)?.interrupt() : runs.get(runId)?.cancel()),
    async close(goesOn) {
      goesOnLater = goesOn;
      for (const run of runs.values()) endWithHost(run, goesOn);
      while (endings.size > 0) await Promise.allSettled(endings);
    },
  };
}

function endWithHost(run: FlowRun, goesOn: (runId: string) => boolean): void {
  if (goesOn(run.runId)) run.interrupt();
  else run.cancel();
}
