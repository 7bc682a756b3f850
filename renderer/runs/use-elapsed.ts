import { useEffect, useState } from 'react';
import type { RunState } from '../../shared/run/state.ts';
import { elapsedBy } from '../stores/run-clock.ts';
import { isFinished } from './run-words.ts';

/** How often a running time is told anew, in ms. */
const TICK_MS = 500;

/** How long a run took, or has taken by now, in ms; goes on by itself while the run does. */
export function useElapsed(state: RunState): number {
  const running = !isFinished(state);
  const { runId, attempt } = state.header;
  const [now, setNow] = useState(() => Date.now());
  // The moment at which the run's own clock stood at 0, by this computer's.
  const [start, setStart] = useState({ of: '', at: 0 });
  const of = `${runId} ${attempt ?? 1}`;
  if (running && start.of !== of) setStart({ of, at: now - elapsedBy(state, now) });
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [running]);
  if (!running) return state.durationMs ?? state.elapsedMs;
  return Math.max(state.elapsedMs, now - start.at);
}
