import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { MillraceError } from '../../shared/errors/index.ts';
import { readingError } from './file-errors.ts';

/** @throws MillraceError PATH_FORBIDDEN unless it is an ordinary file or a folder. */
export function refuseSpecial(stats: Stats, path: string): void {
  const kind = describeSpecial(stats);
  if (kind) throw new MillraceError('PATH_FORBIDDEN', { path, detail: `It is ${kind}, not an ordinary file.` });
}

function describeSpecial(stats: Stats): string | undefined {
  if (stats.isFIFO()) return 'a pipe';
  if (stats.isSocket()) return 'a socket';
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'a device';
  return undefined;
}

/**
 * Opens an ordinary file for reading. What was opened is what is checked, and opening never waits, so a pipe put in
 * its place can't hang the run (S32).
 * @throws MillraceError FILE_NOT_FOUND, FILE_UNREADABLE, PATH_FORBIDDEN.
 */
export async function openForReading(path: string): Promise<{ handle: FileHandle; stats: Stats }> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    refuseSpecial(stats, path);
    if (stats.isDirectory()) throw new MillraceError('FILE_UNREADABLE', { path, detail: 'It is a folder.' });
    return { handle, stats };
  } catch (error) {
    await handle?.close();
    // Opening a socket fails before it can be looked at.
    if (!(error instanceof MillraceError) && error instanceof Error && 'code' in error && error.code === 'ENXIO') {
      throw new MillraceError('PATH_FORBIDDEN', { path, detail: 'It is a socket or a device, not an ordinary file.' });
    }
    throw readingError(error, path);
  }
}

/** A file's bytes from an open handle, one chunk at a time; each chunk is the reader's own. */
export async function* readChunks(
  handle: FileHandle,
  path: string,
  chunkBytes: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (;;) {
    signal?.throwIfAborted();
    const chunk = Buffer.allocUnsafeSlow(chunkBytes);
    let bytesRead: number;
    try {
      ({ bytesRead } = await handle.read(chunk, 0, chunkBytes, null));
    } catch (error) {
      throw readingError(error, path);
    }
    if (bytesRead === 0) return;
    yield bytesRead === chunkBytes ? chunk : chunk.subarray(0, bytesRead);
  }
}
