import { useState } from 'react';
import type { RunSummary } from '../../shared/contract/index.ts';

/** The rows to show, and how many newer ones wait until the list may move. */
export type HeldRuns = { shown: readonly RunSummary[]; arrived: number; takeArrived: () => void };

/**
 * Keeps rows still while `held` (the pointer or focus is in the list): runs that start meanwhile wait, while those
 * shown stay up to date.
 */
export function useHeldRuns(runs: readonly RunSummary[], held: boolean): HeldRuns {
  const [known, setKnown] = useState(() => new Set(runs.map(({ runId }) => runId)));
  const unknown = runs.filter(({ runId }) => !known.has(runId));
  const take = () => setKnown(new Set(runs.map(({ runId }) => runId)));
  // Older rows appearing (a filter was taken away) isn't news: nothing moves under the pointer by that.
  const mayMove = !held || unknown.length === runs.length;
  if (mayMove && unknown.length > 0) take();
  return {
    shown: mayMove ? runs : runs.filter(({ runId }) => known.has(runId)),
    arrived: mayMove ? 0 : unknown.length,
    takeArrived: take,
  };
}
