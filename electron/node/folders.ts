import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { watch } from 'chokidar';
import type { FolderFile, Folders } from '../ports/folders.ts';
import { folderError, systemCode } from './file-errors.ts';

/** Levels below the folder, at most: more than people make by hand, few enough for folders that hold themselves. */
const DEEPEST = 20;
/** Files asked for their facts at once. */
const AT_ONCE = 64;
/** How often a folder is looked at where the system has no watch left to give. */
const POLLING_MS = 2_000;

/** The computer's folders. */
export function createNodeFolders(): Folders {
  return {
    list: listFolder,
    watch: async (path, { deep }, changed) => {
      const options = { depth: deep ? DEEPEST : 0, ignoreInitial: true, followSymlinks: false, atomic: false };
      let watcher = watch(path, options);
      let closed = false;
      let polls = false;
      const listen = (): void => {
        watcher.on('all', changed).on('error', (error) => {
          // What became of the folder itself is seen by the look that follows.
          changed();
          const isExhausted = ['ENOSPC', 'EMFILE', 'ENFILE'].includes(systemCode(error));
          if (!isExhausted || closed || polls) return;
          polls = true;
          void watcher.close();
          watcher = watch(path, { ...options, backend: 'polling', pollingInterval: POLLING_MS });
          listen();
        });
      };
      listen();
      return {
        close: async () => {
          closed = true;
          await watcher.close();
        },
      };
    },
  };
}

async function listFolder(
  path: string,
  { deep, most }: { deep: boolean; most: number },
  signal: AbortSignal,
): Promise<FolderFile[]> {
  const names = await findNames(path, deep ? DEEPEST : 0, most, signal);
  const files: FolderFile[] = [];
  for (let at = 0; at < names.length; at += AT_ONCE) {
    signal.throwIfAborted();
    const facts = await Promise.all(names.slice(at, at + AT_ONCE).map((name) => describe(path, name)));
    for (const fact of facts) if (fact) files.push(fact);
  }
  return files;
}

/** Ordinary files by their paths from the folder on, in the order of their names. */
async function findNames(folder: string, depth: number, most: number, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  const open = [{ at: '', depth: 0 }];
  for (let next = open.shift(); next; next = open.shift()) {
    signal.throwIfAborted();
    for (const entry of await readEntries(folder, next.at)) {
      const name = next.at === '' ? entry.name : `${next.at}/${entry.name}`;
      if (entry.isDirectory() && next.depth < depth) open.push({ at: name, depth: next.depth + 1 });
      if (entry.isFile()) names.push(name);
      if (names.length > most) throw folderError(`It holds more than ${most.toLocaleString('en')} files.`, folder);
    }
  }
  return names.sort();
}

async function readEntries(folder: string, below: string): Promise<Dirent[]> {
  try {
    return await readdir(join(folder, below), { withFileTypes: true });
  } catch (thrown) {
    // One that was removed meanwhile, or replaced by a file, holds nothing.
    const isGone = below !== '' && ['ENOENT', 'ENOTDIR'].includes(systemCode(thrown));
    if (isGone) return [];
    throw folderError(thrown, below === '' ? folder : join(folder, below));
  }
}

/** Undefined when it was removed or replaced meanwhile. */
async function describe(folder: string, name: string): Promise<FolderFile | undefined> {
  try {
    const stats = await lstat(join(folder, name));
    return stats.isFile() ? { name, size: stats.size, modifiedAt: stats.mtimeMs } : undefined;
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(thrown))) return undefined;
    throw folderError(thrown, join(folder, name));
  }
}
