import { MillraceError } from '../errors/index.ts';

/** The MillraceError that `work` throws; anything else, and nothing, fails the test. */
export function catchError(work: () => unknown): MillraceError {
  try {
    work();
  } catch (error) {
    if (error instanceof MillraceError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
