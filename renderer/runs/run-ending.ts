import { explainRun, type RunFailure } from '../../shared/failures/index.ts';
import type { RunState } from '../../shared/run/state.ts';
import { TRIES_BY_ITSELF } from '../../shared/run/tries.ts';

/** What is to be told of a run’s end that no step tells. `offersResume`: what is told has a button that lets it go on. */
export type RunEnding = { offersResume: boolean } & (
  | { kind: 'failure'; failure: RunFailure; tone: 'error' | 'warn' | 'quiet' }
  | { kind: 'notice'; text: string; tone: 'info' | 'warn' }
);

/** What ended a run or cut it off, in words; undefined while it goes on, and where its steps tell all. */
export function describeEnding(state: RunState, resumable: boolean): RunEnding | undefined {
  const failure = explainRun(state).find(({ step }) => step === undefined);
  if (failure) {
    const tone = state.status === 'cancelled' ? 'quiet' : state.status === 'interrupted' ? 'warn' : 'error';
    const offersResume = resumable && failure.remedies.some(({ command }) => command === 'resume');
    return { kind: 'failure', failure, tone, offersResume };
  }
  if (state.status === 'interrupted') {
    return { kind: 'notice', tone: 'warn', text: tellInterruption(state, resumable), offersResume: resumable };
  }
  if (state.message === undefined || state.status === 'failed') return undefined;
  return { kind: 'notice', tone: 'info', text: `The run ended with “${state.message}”`, offersResume: false };
}

function tellInterruption({ message = 'Interrupted.', header }: RunState, resumable: boolean): string {
  if (!resumable) return `${message} It can’t go on, since nothing is kept of what it still has to do.`;
  const rest = 'Resume it to go on where it was: what was done isn’t done again.';
  if ((header.attempt ?? 1) < TRIES_BY_ITSELF) return `${message} ${rest}`;
  return `${message} Millrace ended ${TRIES_BY_ITSELF} times during this run, so it doesn’t go on by itself any more. ${rest}`;
}
