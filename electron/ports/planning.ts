import type { MillraceError } from '../../shared/errors/index.ts';
import type { PlannedWrite } from '../../shared/run/plan.ts';

/** Takes down what a dry run withholds. `place` counts the records that the step planned for, from 0. */
export type PlanKeeper = { keep(step: string, place: number, writes: readonly PlannedWrite[]): void };

/** Lets out only what a dry run has planned. */
export type PlanGuard = {
  /**
   * Asks whether these writes of one record may go out; `key` is the same for every try of it. `open`: a step before
   * this one added what its plan couldn’t know, so values may differ from the plan. Gives what ends the permission, or
   * the error of a write that isn’t in the plan.
   */
  permit(
    step: string,
    key: string,
    writes: readonly PlannedWrite[],
    open: boolean,
  ): { release(): void } | MillraceError;
  /** True from the first write on that wasn't in the plan: nothing more goes out. */
  refused(): boolean;
};

/**
 * How a run treats its writes: a dry run withholds and plans them, an applied plan (of the
 * dry run `planOf`) lets out only what is in it. `openness` is of a run that another one called.
 */
export type WritePlanning = ({ withhold: PlanKeeper } | { guard: PlanGuard; planOf: string }) & { openness?: Openness };

/**
 * Whether values hold what a plan couldn’t know. `open`: what a call is given does. `opened` hears that what it gives
 * does as well.
 */
export type Openness = { readonly open: boolean; opened(): void };

/** What expressions are told of the run and the time, so that a plan and its application give the same values. */
export type RunMoment = { runId: string; startedAt: string; now: number };
