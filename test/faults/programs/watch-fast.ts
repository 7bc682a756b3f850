// Watches the active flows of a data folder on a clock that runs faster than the computer's, until it is
// killed. Says that it watches, and each time a run has succeeded.
import { openNodeHost } from '../../../electron/compose/node-host.ts';
import { createNodeClock } from '../../../electron/node/clock.ts';
import type { Clock } from '../../../electron/ports/clock.ts';

const [dataFolder = '', startedAt = '0', speed = '1'] = process.argv.slice(2);
const factor = Number(speed);
const real = createNodeClock();
const clock: Clock = {
  ...real,
  now: () => Number(startedAt) + (real.now() - Number(startedAt)) * factor,
  monotonic: () => real.monotonic() * factor,
  sleep: (milliseconds, signal) => real.sleep(milliseconds / factor, signal),
  schedule: (milliseconds, callback) => real.schedule(milliseconds / factor, callback),
};
const host = await openNodeHost({ dataFolder, ownerName: 'watching', version: '0.0.0', shell: 'none', clock });
const { runs, triggers, changes } = host.services;
changes.subscribe((change) => {
  if (change.type === 'runs.changed' && change.status === 'succeeded') console.log('ran');
});
await triggers.start(await runs.resumeInterrupted());
console.log('watching');
