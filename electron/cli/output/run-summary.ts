import type { RunResult } from '../../ports/run.ts';
import type { CommandContext } from '../context.ts';
import { formatError } from './errors.ts';
import { formatDuration, formatSteps } from './progress.ts';
import { createRunDocument } from './run-document.ts';

/** Prints how a run ended: the document of `--json`, or a summary for people. */
export function printRun(context: CommandContext, ended: RunResult): void {
  if (context.options.json) context.terminal.out(`${JSON.stringify(createRunDocument(ended), null, 2)}\n`);
  else printSummary(context, ended);
}

function printSummary({ terminal }: CommandContext, { state }: RunResult): void {
  const title = `${state.header.flowName}: ${state.status.replaceAll('_', ' ')}`;
  const duration = formatDuration(state.durationMs ?? state.elapsedMs);
  const lines = terminal.redraws ? [] : formatSteps(state);
  terminal.out(`${[...lines, `${title} in ${duration}`].join('\n')}\n`);
  for (const { id, name } of state.header.steps) {
    const step = state.steps[id];
    for (const { message, count } of step?.warnings ?? []) terminal.err(`warning ${name}: ${message} (${count} ×)\n`);
    const failure = step?.failures[0];
    if (failure) terminal.err(`${name}: ${step.failed} failed, first: ${formatError(failure.error)}`);
  }
  if (state.message) terminal.out(`${state.message}\n`);
  if (state.error) terminal.err(formatError(state.error));
}
