import { constants } from 'node:fs';
import { type FileHandle, link, lstat, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MillraceError } from '../../shared/errors/index.ts';
import type { FileWriter } from '../ports/files.ts';
import { systemCode, writingError } from './file-errors.ts';
import { openForReading, readChunks, refuseSpecial } from './file-open.ts';
import { removeLeftovers, temporaryPath } from './file-temporary.ts';

type Mode = 'replace' | 'append' | 'fail-if-exists';

const copyChunkBytes = 1 << 20;

/**
 * Begins to write `path` into a temporary file beside it. A link is followed, so that it stays a link.
 * @throws MillraceError FILE_UNWRITABLE, FILE_EXISTS, DISK_FULL, PATH_FORBIDDEN.
 */
export async function createFileWriter(path: string, mode: Mode): Promise<FileWriter> {
  try {
    const { target, permissions } = await findTarget(path, mode);
    await removeLeftovers(target);
    const temporary = temporaryPath(target);
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const handle = await open(temporary, flags, 0o666);
    const writer = new TemporaryWriter(path, target, temporary, handle, mode);
    try {
      if (permissions !== undefined) await handle.chmod(permissions);
      if (mode === 'append' && permissions !== undefined) await copyInto(writer, target);
    } catch (error) {
      await writer.discard();
      throw error;
    }
    return writer;
  } catch (error) {
    throw writingError(error, path);
  }
}

/** The file that `path` leads to, and its permissions when it exists. */
async function findTarget(path: string, mode: Mode): Promise<{ target: string; permissions?: number }> {
  const present = await ignoreAbsence(lstat(path));
  if (!present) return { target: path };
  if (mode === 'fail-if-exists') throw new MillraceError('FILE_EXISTS', { path });
  const target = present.isSymbolicLink() ? await ignoreAbsence(realpath(path)) : path;
  if (target === undefined) {
    throw new MillraceError('PATH_FORBIDDEN', { path, detail: 'It is a link that leads nowhere.' });
  }
  const stats = await stat(target);
  refuseSpecial(stats, path);
  if (stats.isDirectory()) throw new MillraceError('FILE_UNWRITABLE', { path, detail: 'It is a folder.' });
  return { target, permissions: stats.mode & 0o777 };
}

async function copyInto(writer: FileWriter, source: string): Promise<void> {
  const { handle } = await openForReading(source);
  try {
    for await (const chunk of readChunks(handle, source, copyChunkBytes)) await writer.write(chunk);
  } finally {
    await handle.close();
  }
}

async function ignoreAbsence<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

class TemporaryWriter implements FileWriter {
  readonly #path: string;
  readonly #target: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  readonly #mode: Mode;
  #open = true;

  constructor(path: string, target: string, temporary: string, handle: FileHandle, mode: Mode) {
    this.#path = path;
    this.#target = target;
    this.#temporary = temporary;
    this.#handle = handle;
    this.#mode = mode;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let offset = 0; offset < bytes.length; ) {
        offset += (await this.#handle.write(bytes, offset, bytes.length - offset)).bytesWritten;
      }
    } catch (error) {
      throw writingError(error, this.#path);
    }
  }

  async *reread(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { handle } = await openForReading(this.#temporary);
    try {
      yield* readChunks(handle, this.#path, copyChunkBytes, signal);
    } finally {
      await handle.close();
    }
  }

  async commit(): Promise<void> {
    if (!this.#open) return;
    try {
      await this.#handle.sync();
      await this.#handle.close();
      await this.#putInPlace();
      this.#open = false;
    } catch (error) {
      await this.discard();
      throw writingError(error, this.#path);
    }
    await syncFolder(dirname(this.#target));
  }

  async discard(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    // Closing twice is harmless, and a failure to close what is thrown away changes nothing.
    await this.#handle.close().catch(() => undefined);
    await ignoreAbsence(unlink(this.#temporary));
  }

  async #putInPlace(): Promise<void> {
    if (this.#mode !== 'fail-if-exists') return rename(this.#temporary, this.#target);
    try {
      // A link fails when the name was taken meanwhile; a rename would replace what is there.
      await link(this.#temporary, this.#target);
      await unlink(this.#temporary);
    } catch (error) {
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCode(error))) throw error;
      if (await ignoreAbsence(lstat(this.#target))) throw new MillraceError('FILE_EXISTS', { path: this.#path });
      await rename(this.#temporary, this.#target);
    }
  }
}

/** Makes a rename last. Windows and some network drives don't let a folder be opened; there the file's sync must do. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'].includes(systemCode(error))) {
      throw writingError(error, folder);
    }
  } finally {
    await handle?.close();
  }
}
