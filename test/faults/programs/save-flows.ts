import { writeSync } from 'node:fs';
import { createNodeClock } from '../../../electron/node/clock.ts';
import { createNodeRandom } from '../../../electron/node/random.ts';
import { createStoreFiles } from '../../../electron/node/store-files.ts';
import { lockStore } from '../../../electron/node/store-lock.ts';
import { openStore, type Store } from '../../../electron/storage/index.ts';
import { toMillraceError } from '../../../shared/errors/index.ts';
import { createFlow } from '../../../shared/flow/index.ts';

/**
 * Saves the flow `saved` over and over in the store of a folder, and writes a line with the revision once a save is
 * acknowledged. Arguments: the folder, and how many saves to make (default: until it is killed). Each revision's number
 * is in the document, many times over, so that half a save can't look like a whole one. An error is written as one
 * line `error CODE`, and the next save is tried.
 */
const [folder = '', count = 'Infinity'] = process.argv.slice(2);

/** Does it, or says why it couldn't. */
function attempt(work: () => void): void {
  try {
    work();
  } catch (thrown) {
    writeSync(1, `error ${toMillraceError(thrown).code}\n`);
  }
}

function saveOnce({ flows }: Store): void {
  const flow = flows.list()[0] ? flows.get('saved') : flows.create(createFlow('saved', 'saved'));
  const mark = `revision ${flow.revision + 1} `;
  const steps = Array.from({ length: 200 }, (_, index) => ({ id: `s${index}`, type: 'manual', name: mark }));
  const saved = flows.save({ ...flow, document: { ...flow.document, description: mark, steps } });
  writeSync(1, `${saved.revision}\n`);
}

attempt(() => {
  const lock = lockStore(folder, 'the saving program');
  const files = createStoreFiles(folder);
  const store = openStore({ files, clock: createNodeClock(), random: createNodeRandom() });
  for (let round = 0; round < Number(count); round += 1) attempt(() => saveOnce(store));
  store.close();
  lock.release();
});
