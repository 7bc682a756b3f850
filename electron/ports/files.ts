/** What is known of a file without reading it. `size` is in bytes, `modifiedAt` in milliseconds since 1970. */
export type FileFacts = { path: string; size: number; modifiedAt: number };

/** A file that is being written beside its target and takes its place only on `commit`. */
export type FileWriter = {
  /** Writes bytes; resolves when more may be written (back-pressure). Throws DISK_FULL or FILE_UNWRITABLE. */
  write(bytes: Uint8Array): Promise<void>;
  /** What the file holds so far, from its begin, in chunks. Nothing may be written until they were all taken. */
  reread(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Makes it durable (fsync of file and folder) and puts it in place in one step. */
  commit(): Promise<void>;
  /** Leaves the target as it was and removes what was written; does nothing after `commit`. */
  discard(): Promise<void>;
};

/** Files as flows use them. Relative paths are resolved against `baseFolder` (the flow file's folder, or the data folder). */
export type Files = {
  readonly baseFolder: string;
  /** The absolute path that `path` means. */
  resolve(path: string): string;
  /** Facts of an ordinary file, or undefined where there is none. Throws PATH_FORBIDDEN for anything else. */
  describe(path: string): Promise<FileFacts | undefined>;
  /** The file's bytes in chunks, read as they are asked for. Throws FILE_NOT_FOUND, FILE_UNREADABLE, PATH_FORBIDDEN. */
  read(path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Begins to write a file. `replace` and `fail-if-exists` start empty, `append` with the target's present content. */
  create(path: string, mode: 'replace' | 'append' | 'fail-if-exists'): Promise<FileWriter>;
};
