/**
 * Opens a data folder and calls Salesforce once with a connection of it: `renew-token.ts FOLDER CONNECTION`. Writes
 * `opened`, then `called`, or the code of the error.
 */
import { openNodeHost } from '../../../electron/compose/node-host.ts';
import { createNodeCipher } from '../../../electron/node/cipher.ts';
import { createKeyFileSource } from '../../../electron/node/key-file.ts';
import { MillraceError } from '../../../shared/errors/index.ts';

const [folder = '', connectionId = ''] = process.argv.slice(2);
const cipher = createNodeCipher();
const host = await openNodeHost({
  dataFolder: folder,
  ownerName: 'renewal test',
  version: '0.0.0',
  shell: 'none',
  keySources: [createKeyFileSource(folder, cipher)],
});
process.stdout.write('opened\n');
try {
  await host.services.connections.loadOptions({ connectionId, stepType: '', load: 'objects', settings: {} });
  process.stdout.write('called\n');
} catch (error) {
  process.stdout.write(`${error instanceof MillraceError ? error.code : String(error)}\n`);
}
await host.close();
