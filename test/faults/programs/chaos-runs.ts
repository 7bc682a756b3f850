/**
 * One life of a host under chaos: `chaos-runs.ts FOLDER FLOW COUNT`. Lets interrupted runs go on, and starts runs of the
 * flow, one for each order number, until there are COUNT; some of them side by side. Prints `opened`, and `all over` once
 * every run has ended, however it did. With a fourth word `heal` it starts none, lets every run go on that can until all
 * have succeeded, and prints how each order ended as JSON: {@link OrderEnd}.
 */
import { openNodeHost } from '../../../electron/compose/node-host.ts';
import type { RunStatus } from '../../../shared/run/events.ts';

/** How the run of an order stood when the chaos was over, and once it had gone on; `number` is the one of its run. */
export type OrderEnd = { number: number; before: RunStatus; after: RunStatus; error: string };

const SIDE_BY_SIDE = 8;
/** More often than any run is cut off; a run that needs more never ends. */
const MOST_RESUMES = 20;
const [folder = '', flowId = '', count = '0', heal] = process.argv.slice(2);
const host = await openNodeHost({ dataFolder: folder, ownerName: 'chaos', version: '0.0.0', shell: 'none' });
const { runs } = host.services;
const tell = (line: string) => process.stdout.write(`${line}\n`);
const listed = () => runs.list({ offset: 0, limit: Number(count), flowId }).runs;
tell('opened');

async function chaos(): Promise<void> {
  const going = await runs.resumeInterrupted();
  let started = runs.list({ offset: 0, limit: 1, flowId }).total;
  // One start at a time, so that the orders are numbered without gaps whenever this process ends.
  let starting = Promise.resolve('');
  const startNext = (): Promise<string> => {
    starting = starting.then(async () => {
      if (started >= Number(count)) return '';
      const { runId } = await runs.startStored({ flowId, input: [{ order: started + 1 }] });
      started += 1;
      return runId;
    });
    return starting;
  };
  const work = async (): Promise<void> => {
    for (let runId = await startNext(); runId !== ''; runId = await startNext()) await runs.ended(runId);
  };
  await Promise.all([...going.map((runId) => runs.ended(runId)), ...Array.from({ length: SIDE_BY_SIDE }, work)]);
}

async function healed(): Promise<OrderEnd[]> {
  const ends = listed().map(({ runId, number }) => ({ runId, number, before: runs.get(runId).state.status }));
  await runs.resumeInterrupted();
  for (const { runId } of ends) {
    for (let times = 0; times < MOST_RESUMES && runs.get(runId).state.status !== 'succeeded'; times += 1) {
      await runs.ended(runId);
      if (runs.get(runId).resumable) await (await runs.resume(runId)).result;
    }
  }
  return ends.map(({ runId, ...end }) => {
    const { state } = runs.get(runId);
    return { ...end, after: state.status, error: state.error?.code ?? '' };
  });
}

if (heal === undefined) {
  await chaos();
  tell('all over');
} else tell(JSON.stringify(await healed()));
await host.close();
