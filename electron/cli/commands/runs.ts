import type { Command } from '../context.ts';
import { findFlow } from '../input/find-flow.ts';
import { findRun } from '../input/find-run.ts';
import { printRun } from '../output/run-summary.ts';
import { formatTable } from '../output/table.ts';

/** Runs that one listing shows, and records of a step. */
const SHOWN = 100;

/** `millrace runs [--flow FLOW]`: the newest 100. */
export const listRuns: Command<{ flow?: string }> = async ({ terminal, options, openHost }, { flow }) => {
  const host = await openHost();
  const flowId = flow === undefined ? undefined : findFlow(host, flow).id;
  const { runs } = host.services.runs.list({ offset: 0, limit: SHOWN, ...(flowId === undefined ? {} : { flowId }) });
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
  return 0;
};

/**
 * `millrace show RUN [--step ID [--failed]]`: how it went, or the first 100 records that left a step by its first output,
 * or that failed at it, with their numbers among those that it received.
 */
export const showRun: Command<{ name: string; step?: string; failed?: boolean }> = async (context, input) => {
  const { name, step, failed = false } = input;
  const { runs } = (await context.openHost()).services;
  const { runId } = findRun(runs, name);
  const { state, resumable } = runs.get(runId);
  if (step === undefined) printRun(context, { state, output: [] }, resumable);
  else if (failed) {
    const { failures } = runs.failures({ runId, step, offset: 0, limit: SHOWN });
    const numbered = failures.map(({ index, ...failure }) => ({ number: index + 1, ...failure }));
    context.terminal.out(`${JSON.stringify(numbered, null, 2)}\n`);
  } else {
    const port = state.header.edges.find(({ from }) => from === step)?.port ?? 'out';
    const { records } = runs.records({ runId, step, port, offset: 0, limit: SHOWN });
    context.terminal.out(`${JSON.stringify(records, null, 2)}\n`);
  }
  return 0;
};

/** `millrace forget RUN`. */
export const forgetRun: Command<{ name: string }> = async ({ terminal, openHost }, { name }) => {
  const { runs } = (await openHost()).services;
  const { runId, number } = findRun(runs, name);
  await runs.remove(runId);
  terminal.out(`Run ${number} was forgotten.\n`);
  return 0;
};
