import type { Command } from '../context.ts';
import { findRun } from '../input/find-run.ts';
import { createProgress } from '../output/progress.ts';
import { exitCodeOf } from '../output/run-document.ts';
import { printRun } from '../output/run-summary.ts';

/** `millrace resume RUN`: lets a run go on, and tells how it went. */
export const resume: Command<{ name: string }> = async (context, { name }) => {
  const { terminal, openHost } = context;
  const { runs } = (await openHost()).services;
  const { runId } = findRun(runs, name);
  const progress = createProgress(terminal, () => performance.now());
  const { result } = await runs.resume(runId, { signal: terminal.signal, onEvent: progress.event, neverStops: true });
  const ended = await result;
  progress.finish();
  printRun(context, ended, runs.get(runId).resumable);
  return exitCodeOf(ended.state.status);
};
