import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the page, ready to be sent. */
export type StaticFile = { body: Uint8Array<ArrayBuffer>; type: string };

/** URL path → file. Nothing outside this list is ever served (S9). */
export type StaticFiles = ReadonlyMap<string, () => StaticFile>;

type Manifest = Record<string, { file: string; type: string }>;

/**
 * The page's files by the list that the build wrote (`files.json` in `folder`). Each is read when first asked for and
 * kept. A path is looked up as it is, never resolved, so traversal and odd spellings find nothing.
 */
export function loadStaticFiles(folder: string): StaticFiles {
  const manifest = JSON.parse(readFileSync(join(folder, 'files.json'), 'utf8')) as Manifest;
  const files = new Map<string, () => StaticFile>();
  for (const [path, { file, type }] of Object.entries(manifest)) {
    let loaded: StaticFile | undefined;
    files.set(path, () => {
      loaded ??= { body: new Uint8Array(readFileSync(join(folder, file))), type };
      return loaded;
    });
  }
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}
