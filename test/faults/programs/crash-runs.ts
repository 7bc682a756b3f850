/**
 * One life of a process in the crash harness: `crash-runs.ts FOLDER [COUNT NAME FLOW…]`. Opens the data folder, tells how
 * the newest runs stand there, lets interrupted runs go on, then runs the flows side by side with COUNT records each.
 * Each line it writes is one {@link CrashLine}. Ends when its input does, if nobody killed it before.
 */
import { once } from 'node:events';
import { openNodeHost } from '../../../electron/compose/node-host.ts';
import { createNodeCipher } from '../../../electron/node/cipher.ts';
import { createKeyFileSource } from '../../../electron/node/key-file.ts';
import type { RunStatus } from '../../../shared/run/events.ts';

type Begun = { runs: number };
/** `errors`: of the runs that failed, and of the first record that did. */
type Ended = { statuses: RunStatus[]; errors: string[]; durationMs: number };

/** What the program tells; `runs` of `opened` stand newest first, as they were when the folder was opened. */
type Tellings = {
  opened: { runs: { flowId: string; status: RunStatus; message: string }[] };
  going: Begun;
  resumed: Ended;
  started: Begun;
  ended: Ended;
};
export type CrashTold = keyof Tellings;
export type CrashLine<Told extends CrashTold = CrashTold> = { told: Told } & Tellings[Told];

const SHOWN_RUNS = 20;

const [folder = '', count = '0', name = '', ...flowIds] = process.argv.slice(2);
const host = await openNodeHost({
  dataFolder: folder,
  ownerName: 'crash harness',
  version: '0.0.0',
  shell: 'none',
  keySources: [createKeyFileSource(folder, createNodeCipher())],
});
const { runs } = host.services;
const tell = <Told extends CrashTold>(line: CrashLine<Told>) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function untilEnd(runId: string): Promise<{ status: RunStatus; durationMs: number }> {
  for await (const events of runs.watch(runId, 0, undefined)) {
    const ended = events.findLast(({ type }) => type === 'run.finished');
    if (ended?.type === 'run.finished' && runs.get(runId).summary.status !== 'running') return ended;
  }
  throw new Error(`The run ${runId} was never finished.`);
}

const shown = runs.list({ offset: 0, limit: SHOWN_RUNS }).runs;
tell({
  told: 'opened',
  runs: shown.map(({ runId, flowId }) => {
    const { status, message = '' } = runs.get(runId).state;
    return { flowId, status, message };
  }),
});
const tellEnd = async (told: 'resumed' | 'ended', runIds: string[]) => {
  const endings = await Promise.all(runIds.map(untilEnd));
  const durationMs = Math.max(0, ...endings.map((ending) => ending.durationMs));
  const errors = runIds.flatMap((runId) => {
    const { error, steps } = runs.get(runId).state;
    return error
      ? [JSON.stringify({ error, failures: Object.values(steps).flatMap(({ failures }) => failures[0] ?? []) })]
      : [];
  });
  tell({ told, statuses: endings.map(({ status }) => status), errors, durationMs });
};
const going = await runs.resumeInterrupted();
tell({ told: 'going', runs: going.length });
await tellEnd('resumed', going);
if (flowIds.length > 0) {
  const input = Array.from({ length: Number(count) }, (_, number) => ({ Name: `${name} ${number}`, Number: number }));
  const started = await Promise.all(flowIds.map((flowId) => runs.startStored({ flowId, input })));
  tell({ told: 'started', runs: started.length });
  await tellEnd(
    'ended',
    started.map(({ runId }) => runId),
  );
}
process.stdin.resume();
await once(process.stdin, 'end');
await host.close();
