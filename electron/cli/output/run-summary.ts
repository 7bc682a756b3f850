import { explainRun } from '../../../shared/failures/index.ts';
import { describePart } from '../../../shared/run/describe-part.ts';
import type { RunResult } from '../../ports/run.ts';
import type { CommandContext } from '../context.ts';
import { formatFailure } from './failures.ts';
import { formatDuration, formatSteps } from './progress.ts';
import { createRunDocument } from './run-document.ts';

/** Prints how a run ended: the document of `--json`, or a summary for people. `resumable`: `millrace resume` helps. */
export function printRun(context: CommandContext, ended: RunResult, resumable: boolean): void {
  if (context.options.json) context.terminal.out(`${JSON.stringify(createRunDocument(ended, resumable), null, 2)}\n`);
  else printSummary(context, ended, resumable);
}

function printSummary({ terminal }: CommandContext, { state }: RunResult, resumable: boolean): void {
  const title = `${state.header.flowName}: ${state.status.replaceAll('_', ' ')}`;
  const duration = formatDuration(state.durationMs ?? state.elapsedMs);
  const lines = terminal.redraws ? [] : formatSteps(state);
  const part = describePart(state.header).map((words) => `  ${words}`);
  terminal.out(`${[...lines, `${title} in ${duration}`, ...part].join('\n')}\n`);
  for (const { id, name } of state.header.steps) {
    for (const { message, count } of state.steps[id]?.warnings ?? [])
      terminal.err(`warning ${name}: ${message} (${count} ×)\n`);
  }
  if (state.message) terminal.out(`${state.message}\n`);
  for (const failure of explainRun(state)) terminal.err(formatFailure(failure, state, resumable));
}
