import type { TracedRecord } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { wayOf } from '../../../shared/run/record-way.ts';
import type { RunState } from '../../../shared/run/state.ts';
import type { Command } from '../context.ts';
import { findRun } from '../input/find-run.ts';
import { findStep } from '../input/part-of-run.ts';
import { formatWay } from '../output/way.ts';

/** What names a record: its number from 1 among those that left a step by a port, or among those that it received. */
type FollowInput = { run: string; step: string; record: number; port?: string; received?: boolean };

/**
 * `millrace follow RUN STEP RECORD [--port PORT | --received]`: where the record came from and what came of it, through
 * the runs that were called for it.
 */
export const followRecord: Command<FollowInput> = async ({ terminal, options, openHost }, input) => {
  const { runs } = (await openHost()).services;
  const { runId } = findRun(runs, input.run);
  const record = { runId, ...readRecord(runs.get(runId).state, input) };
  const trace = runs.trace(record);
  if (options.json) terminal.out(`${JSON.stringify(trace, null, 2)}\n`);
  else {
    terminal.out(formatWay(wayOf(trace, record)));
    if (trace.more) terminal.out('It has more relatives than can be shown; the nearest are here.\n');
  }
  return 0;
};

/** Throws COMMAND_WRONG for a step that the run hasn't, NOT_FOUND for a record that it hasn't. */
function readRecord({ header, steps }: RunState, input: FollowInput): TracedRecord {
  const { port: wish, received = false } = input;
  const step = findStep(header, input.step);
  const index = input.record - 1;
  const state = steps[step];
  if (received) {
    if (wish !== undefined)
      throw new MillraceError('COMMAND_WRONG', { detail: '--port and --received can’t be used together.' });
    if (index >= (state?.in ?? 0)) throw noRecord(`${input.record} that “${input.step}” received`);
    return { step, place: index };
  }
  const port =
    wish ?? header.edges.find(({ from }) => from === step)?.port ?? Object.keys(state?.out ?? {})[0] ?? 'out';
  if (index >= (state?.out[port] ?? 0)) throw noRecord(`${input.record} of “${input.step}” at its output “${port}”`);
  return { step, port, index };
}

function noRecord(name: string): MillraceError {
  return new MillraceError('NOT_FOUND', { thing: 'record', name });
}
