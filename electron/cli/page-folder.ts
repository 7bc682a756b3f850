import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the built page lies, seen from the built command (`dist/main`) and from the sources alike. */
export function pageFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = [
    join(here, '..', 'renderer'),
    join(here, '..', '..', 'renderer'),
    join(here, '..', '..', 'dist', 'renderer'),
  ];
  return candidates.find((folder) => existsSync(join(folder, 'files.json'))) ?? join(here, '..', 'renderer');
}
