import type { Command, CommandContext } from '../context.ts';
import { findFlow } from '../input/find-flow.ts';
import { findRun } from '../input/find-run.ts';
import { findRunStep } from '../input/find-run-step.ts';
import { printRun } from '../output/run-summary.ts';
import { formatTable } from '../output/table.ts';

/** Runs that one listing shows, and records of a step. */
const SHOWN = 100;

/** `millrace runs [--flow FLOW]`: the newest 100. */
export const listRuns: Command<{ flow?: string }> = async ({ terminal, options, openHost }, { flow }) => {
  const host = await openHost();
  const flowId = flow === undefined ? undefined : findFlow(host, flow).id;
  const page = { offset: 0, limit: SHOWN, ...(flowId === undefined ? {} : { flowId }) };
  const { runs, total } = host.services.runs.list(page);
  if (options.json) terminal.out(`${JSON.stringify(runs, null, 2)}\n`);
  else {
    const rows = runs.map((run) => [
      String(run.number),
      run.flowName,
      run.status.replaceAll('_', ' '),
      run.startedAt,
      run.durationMs === null ? '' : `${Math.round(run.durationMs)} ms`,
      String(run.records),
      String(run.failed),
      run.runId,
    ]);
    terminal.out(formatTable(['Run', 'Flow', 'Status', 'Started', 'Duration', 'Records', 'Failed', 'Id'], rows));
  }
  if (runs.length < total) terminal.err(`These are the newest ${runs.length} of ${total} runs.\n`);
  return 0;
};

/**
 * `millrace show RUN [--step STEP [--failed]]`: how it went, or the first 100 records that left a step by its first output,
 * or that failed at it, with their numbers among those that it received. Says where these aren't all. Throws COMMAND_WRONG
 * for a step that the run doesn't have.
 */
export const showRun: Command<{ name: string; step?: string; failed?: boolean }> = async (context, input) => {
  const { runs } = (await context.openHost()).services;
  const { runId } = findRun(runs, input.name);
  const { state, resumable } = runs.get(runId);
  if (input.step === undefined) {
    printRun(context, { state, output: [] }, resumable);
    return 0;
  }
  const step = findRunStep(state, input.step);
  const page = { runId, step, offset: 0, limit: SHOWN };
  const counts = state.steps[step];
  if (input.failed) {
    const { failures, total } = runs.failures(page);
    const numbered = failures.map(({ index, ...failure }) => ({ number: index + 1, ...failure }));
    printRecords(context, numbered, total, counts?.failed);
  } else {
    const port = state.header.edges.find(({ from }) => from === step)?.port ?? 'out';
    const { records, total } = runs.records({ ...page, port });
    printRecords(context, records, total, counts?.out[port]);
  }
  return 0;
};

/** `kept` of the records that a run `counted` are in its history, of which `shown` are the first. */
function printRecords({ terminal }: CommandContext, shown: unknown[], kept: number, counted = kept): void {
  terminal.out(`${JSON.stringify(shown, null, 2)}\n`);
  if (kept < counted) terminal.err(`This run kept ${kept} of ${counted} records here.\n`);
  if (shown.length < kept) terminal.err(`These are the first ${shown.length} of ${kept} records.\n`);
}

/** `millrace forget RUN`. */
export const forgetRun: Command<{ name: string }> = async ({ terminal, openHost }, { name }) => {
  const { runs } = (await openHost()).services;
  const { runId, number } = findRun(runs, name);
  await runs.remove(runId);
  terminal.out(`Run ${number} was forgotten.\n`);
  return 0;
};
