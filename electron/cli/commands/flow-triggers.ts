import type { ActivationReview, MissedRun, TestResult } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { HostServices } from '../../host/services.ts';
import type { Command, CommandContext } from '../context.ts';
import { findFlow } from '../input/find-flow.ts';
import { formatTable } from '../output/table.ts';
import { printTest } from '../output/test-result.ts';

/** Missed runs that one listing shows. */
const SHOWN = 100;

/** `millrace flows activate NAME`: tests its connections first; refused with what stands in its way (exit code 2). */
export const activateFlow: Command<{ name: string }> = async (context, { name }) => {
  const { terminal, options, openHost } = context;
  const host = await openHost();
  const { services } = host;
  const { id } = findFlow(host, name);
  const tests = await testReviewed(context, services, await services.activations.review(id));
  await services.activations.activate(id);
  const { starts } = await services.activations.review(id);
  const { document, status, activation } = services.flows.get(id);
  if (options.json) terminal.out(`${JSON.stringify({ id, name: document.name, status, activation, starts, tests })}\n`);
  else {
    terminal.out(`“${document.name}” is active, version ${activation?.revision}.\n`);
    for (const start of starts) terminal.out(`  ${start.name}: ${start.sentence}\n`);
    terminal.out('It starts while Millrace is open, or `millrace serve` runs.\n');
  }
  return 0;
};

type ReviewedTest = { name: string } & TestResult;

/** Fresh tests of the connections, as the window makes them before it activates a flow; printed, unless it is JSON. */
async function testReviewed(
  { terminal, options }: CommandContext,
  { connections }: HostServices,
  review: ActivationReview,
): Promise<ReviewedTest[]> {
  if (review.problems.length > 0 || review.starts.length === 0) return [];
  const tested = review.connections
    .filter(({ status }) => status !== 'inactive')
    .map(async ({ id, name }): Promise<ReviewedTest[]> => {
      try {
        return [{ name, ...(await connections.test(id, terminal.signal, 'hurried')) }];
      } catch (thrown) {
        if (terminal.signal.aborted) throw thrown;
        // A test that couldn’t be made leaves the connection’s last state, which decides.
        return [];
      }
    });
  const results = (await Promise.all(tested)).flat();
  if (!options.json) for (const result of results) printTest(terminal, result.name, result);
  return results;
}

/** `millrace flows deactivate NAME`. */
export const deactivateFlow: Command<{ name: string }> = async ({ terminal, options, openHost }, { name }) => {
  const host = await openHost();
  const { activations, flows } = host.services;
  const { id } = findFlow(host, name);
  await activations.deactivate(id);
  const { document, status } = flows.get(id);
  if (options.json) terminal.out(`${JSON.stringify({ id, name: document.name, status })}\n`);
  else terminal.out(`“${document.name}” starts by itself no more.\n`);
  return 0;
};

type MissedOptions = { name?: string; run?: 'latest' | 'all'; skip?: boolean };

/**
 * `millrace flows missed [NAME] [--run latest|all | --skip]`: the newest 100, of all flows or of one; with a choice, sees
 * to those of the flow first and waits for the runs. Exit code 1 when one of them fails.
 */
export const showMissed: Command<MissedOptions> = async (context, { name, run, skip }) => {
  const { terminal, options, openHost } = context;
  const host = await openHost();
  const { flows, triggers } = host.services;
  const flowId = name === undefined ? undefined : findFlow(host, name).id;
  const choice = skip ? 'skip' : run;
  if (choice && flowId === undefined) throw new MillraceError('COMMAND_WRONG', { detail: 'name the flow to see to' });
  const caughtUp = choice && flowId !== undefined ? await triggers.catchUp(flowId, choice) : [];
  const results = await Promise.allSettled(caughtUp.map(({ result }) => result));
  const { missed, total } = flows.missed({ ...(flowId ? { flowId } : {}), offset: 0, limit: SHOWN });
  if (options.json) terminal.out(`${JSON.stringify({ missed, total }, null, 2)}\n`);
  else if (missed.length === 0) terminal.out('Nothing was missed.\n');
  else {
    const rows = missed.map((moment) => [moment.flowName, moment.dueAt, reasonOf(moment), doneOf(moment)]);
    terminal.out(formatTable(['Flow', 'Due', 'Why', 'What was done'], rows));
    if (total > missed.length) terminal.out(`${total - missed.length} earlier ones aren’t shown.\n`);
  }
  const failed = results.some((result) => result.status === 'rejected' || result.value.state.status !== 'succeeded');
  return failed ? 1 : 0;
};

function reasonOf({ reason, detail }: MissedRun): string {
  const words = {
    closed: 'Millrace was closed',
    asleep: 'the computer slept',
    paused: 'the flow was paused',
    overlap: 'a run still went',
    refused: `the run couldn’t begin: ${detail}`,
  };
  return words[reason];
}

function doneOf({ state, settled, runId }: MissedRun): string {
  if (state === 'caught-up') return `run ${runId}`;
  if (state === 'skipped') return 'left out';
  return settled ? 'left out' : 'open';
}
