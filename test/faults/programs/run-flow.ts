/**
 * Opens a data folder and runs a stored flow with records, or lets the interrupted runs go on:
 * `run-flow.ts FOLDER FLOW COUNT NAME` or `run-flow.ts FOLDER`. Writes `opened`, then how each run ended.
 */
import { openNodeHost } from '../../../electron/compose/node-host.ts';
import { createNodeCipher } from '../../../electron/node/cipher.ts';
import { createKeyFileSource } from '../../../electron/node/key-file.ts';

const [folder = '', flowId, count = '0', name = ''] = process.argv.slice(2);
const host = await openNodeHost({
  dataFolder: folder,
  ownerName: 'run test',
  version: '0.0.0',
  shell: 'none',
  keySources: [createKeyFileSource(folder, createNodeCipher())],
});
const { runs } = host.services;
process.stdout.write('opened\n');
const input = Array.from({ length: Number(count) }, (_, number) => ({ Name: `${name} ${number}`, Number: number }));
const started =
  flowId === undefined ? await runs.resumeInterrupted() : [(await runs.startStored({ flowId, input })).runId];
for (const runId of started) {
  for await (const events of runs.watch(runId, 0, undefined)) {
    const ended = events.find(({ type }) => type === 'run.finished');
    if (ended) process.stdout.write(`${JSON.stringify(ended)}\n`);
  }
}
if (started.length === 0) process.stdout.write('nothing\n');
await host.close();
