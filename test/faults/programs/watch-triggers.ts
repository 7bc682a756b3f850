// Does what browser mode and the desktop do without their page: wakes a host on the data folder that is given, and closes
// it when it is told to end.
import { once } from 'node:events';
import { openNodeHost } from '../../../electron/compose/node-host.ts';

const [dataFolder = ''] = process.argv.slice(2);
const host = await openNodeHost({ dataFolder, ownerName: 'watching', version: '0.0.0', shell: 'browser' });
const ended = once(process, 'SIGTERM');
host.awaken((error) => console.error(error));
console.log('awake');
await ended;
await host.close();
