import type { MillraceError } from '../../shared/errors/index.ts';

/** Leave to make a call, given back with its result. */
export type Admission = { readonly probe: boolean };

/** Leaves a dead service alone (R12). */
export type Breaker = {
  /** Leave to call, or the CIRCUIT_BREAKER_OPEN that the call fails with. */
  admit(): Admission | MillraceError;
  /** Hears how an admitted call went: undefined for an answer, else the error of the whole call. */
  report(admission: Admission, error: MillraceError | undefined): void;
};
