import type { RunState } from '../../shared/run/state.ts';

/**
 * How long a run that is under way has taken at `now`, in ms. Its events alone tell only up to the last of them, which
 * may be long ago. `now` is this computer's time in ms, as of `Date.now`, which the run began by as well.
 */
export function elapsedBy({ header, elapsedMs }: RunState, now: number): number {
  // A resumed run counts anew, and only its events tell from when on.
  if (header.attempt !== undefined) return elapsedMs;
  return Math.max(elapsedMs, now - Date.parse(header.startedAt));
}
