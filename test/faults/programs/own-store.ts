import { writeSync } from 'node:fs';
import { createNodeClock } from '../../../electron/node/clock.ts';
import { createNodeRandom } from '../../../electron/node/random.ts';
import { createStoreFiles } from '../../../electron/node/store-files.ts';
import { lockStore } from '../../../electron/node/store-lock.ts';
import { openStore } from '../../../electron/storage/index.ts';
import { toMillraceError } from '../../../shared/errors/index.ts';

/**
 * Waits for a line on standard input, then tries to own the store of a folder and opens it. Writes `owner` and stays
 * until its input ends, or writes the error's code and the owner's number and ends. Arguments: the folder, its name.
 */
const [folder = '', name = ''] = process.argv.slice(2);
writeSync(1, 'ready\n');
process.stdin.once('data', () => {
  try {
    const lock = lockStore(folder, name);
    const store = openStore({ files: createStoreFiles(folder), clock: createNodeClock(), random: createNodeRandom() });
    store.settings.set('owner', name);
    writeSync(1, 'owner\n');
    process.stdin.once('end', () => {
      store.close();
      lock.release();
    });
  } catch (thrown) {
    const { code, data } = toMillraceError(thrown);
    writeSync(1, `${code} ${data.owner} ${data.pid}\n`);
    process.stdin.destroy();
  }
});
