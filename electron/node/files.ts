import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MillraceError } from '../../shared/errors/index.ts';
import type { FileFacts, Files } from '../ports/files.ts';
import { readingError, systemCode } from './file-errors.ts';
import { openForReading, readChunks, refuseSpecial } from './file-open.ts';
import { createFileWriter } from './file-writer.ts';

/** Large enough that reading costs little, small enough that a few files at once don't matter. */
const readChunkBytes = 64 * 1024;

/** The computer's files. `baseFolder` is absolute; only ordinary files are read or replaced. */
export function createNodeFiles(baseFolder: string): Files {
  const find = (path: string): string => {
    if (path.includes('\0')) {
      const shown = path.replaceAll('\0', '·');
      throw new MillraceError('PATH_FORBIDDEN', { path: shown, detail: 'Its name holds a character of no file name.' });
    }
    if (path.trim() === '') throw new MillraceError('PATH_FORBIDDEN', { path, detail: 'It is empty.' });
    return resolve(baseFolder, path);
  };

  return {
    baseFolder,
    resolve: find,
    describe: (path) => describeFile(find(path)),
    read: (path, signal) => readFile(find(path), signal),
    create: async (path, mode) => createFileWriter(find(path), mode),
  };
}

async function describeFile(path: string): Promise<FileFacts | undefined> {
  try {
    const stats = await stat(path);
    refuseSpecial(stats, path);
    if (stats.isDirectory()) throw new MillraceError('PATH_FORBIDDEN', { path, detail: 'It is a folder.' });
    return { path, size: stats.size, modifiedAt: stats.mtimeMs };
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined;
    throw readingError(error, path);
  }
}

async function* readFile(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const { handle } = await openForReading(path);
  try {
    yield* readChunks(handle, path, readChunkBytes, signal);
  } finally {
    await handle.close();
  }
}
