import type { Command } from '../context.ts';
import { findRun } from '../input/find-run.ts';
import { printMoved } from '../output/plan.ts';
import { createProgress } from '../output/progress.ts';
import { exitCodeOf } from '../output/run-document.ts';
import { printRun } from '../output/run-summary.ts';

/** `millrace apply RUN`: applies the plan of a dry run, or tells what moved since; then nothing was written. */
export const apply: Command<{ name: string }> = async (context, { name }) => {
  const { terminal, openHost } = context;
  const { runs } = (await openHost()).services;
  const { runId } = findRun(runs, name);
  const progress = createProgress(terminal, () => performance.now());
  const applied = await runs.plans.apply(runId, { signal: terminal.signal, onEvent: progress.event });
  if (!applied.result) {
    printMoved(context, applied);
    return 1;
  }
  const ended = await applied.result;
  progress.finish();
  printRun(context, ended, runs.get(ended.state.header.runId).resumable);
  return exitCodeOf(ended.state.status);
};
