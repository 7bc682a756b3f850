import type { MillraceError } from '../../shared/errors/index.ts';

/** Leave to make a call, given back with its result. */
export type Admission = { readonly probe: boolean };

/** How much may be repeated of what goes to a service that ails, over all who ask it (R11). */
export type RetryBudget = {
  /** Hears of a call that is made for the first time. */
  earn(): void;
  /** True when a call may be repeated, which that costs. */
  spend(): boolean;
};

/** Leaves a dead service alone (R12), and spares one that ails (R11). */
export type Breaker = {
  readonly retries: RetryBudget;
  /** Leave to call, or the CIRCUIT_BREAKER_OPEN that the call fails with. */
  admit(): Admission | MillraceError;
  /** Hears how an admitted call went: undefined for an answer, else the error of the whole call. */
  report(admission: Admission, error: MillraceError | undefined): void;
  /** Hears that nothing is known of an admitted call, since its run stopped: the next one may probe in its place. */
  withdraw(admission: Admission): void;
};
