import type { Files } from '../../ports/files.ts';

/**
 * A file's bytes, at most `limit` and one more, which tells that it is longer.
 * @throws MillraceError FILE_NOT_FOUND, FILE_UNREADABLE or PATH_FORBIDDEN; with the signal's reason when it is aborted.
 */
export async function readSmallFile(
  files: Files,
  path: string,
  limit: number,
  signal: AbortSignal = new AbortController().signal,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(limit + 1);
  let length = 0;
  for await (const chunk of files.read(path, signal)) {
    const part = chunk.subarray(0, bytes.length - length);
    bytes.set(part, length);
    length += part.length;
    if (length === bytes.length) break;
  }
  return bytes.subarray(0, length);
}
