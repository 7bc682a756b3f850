import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createNodeRandom } from '../../electron/node/random.ts';
import { createStoreFiles } from '../../electron/node/store-files.ts';
import { openStore, type Store } from '../../electron/storage/index.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

/** A new folder under the system's temporary one, removed when the test is over. */
export function createTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real store in a temporary folder, with a clock that the test moves; closed when the test is over. */
export type TemporaryStore = { folder: string; clock: ManualClock; store: Store; reopen(): Store };

export function createTemporaryStore(
  folder = createTemporaryFolder(),
  files = createStoreFiles(folder),
): TemporaryStore {
  const clock = createManualClock();
  const random = createNodeRandom();
  const open = (): Store => openStore({ files, clock, random });
  const temporary = {
    folder,
    clock,
    store: open(),
    reopen() {
      temporary.store.close();
      temporary.store = open();
      return temporary.store;
    },
  };
  onTestFinished(() => temporary.store.close());
  return temporary;
}
