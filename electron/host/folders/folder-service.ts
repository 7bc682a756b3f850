import type { FolderCheck } from '../../../shared/contract/index.ts';
import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { Files } from '../../ports/files.ts';
import type { FolderPicker } from '../../ports/folder-picker.ts';
import type { Folders } from '../../ports/folders.ts';

/** Files that a check counts at most: whoever watches a folder handles no more (watch_folder). */
const MOST_FILES = 100_000;

/** Folders of this computer, as somebody who fills in a step looks for them. */
export type FolderService = {
  /** Whether a folder can be read. A relative path starts where those of flows do. */
  check(path: string, signal: AbortSignal): Promise<FolderCheck>;
  /** The folder that the person chooses in the system's dialog; null for none. Throws NOT_AVAILABLE_HERE without one. */
  pick(): Promise<string | null>;
};

export function createFolderService(
  files: Pick<Files, 'resolve'>,
  folders: Pick<Folders, 'list'>,
  picker: FolderPicker | undefined,
): FolderService {
  return {
    async check(path, signal) {
      let resolved = path;
      try {
        resolved = files.resolve(path);
        const found = await folders.list(resolved, { deep: false, most: MOST_FILES }, signal);
        return { path: resolved, files: found.length, problem: null };
      } catch (thrown) {
        signal.throwIfAborted();
        const { message, why } = toMillraceError(thrown);
        return { path: resolved, files: null, problem: [message, why].join(' ') };
      }
    },
    async pick() {
      if (!picker) throw new MillraceError('NOT_AVAILABLE_HERE', { ability: 'Choosing a folder' });
      return (await picker.pick()) ?? null;
    },
  };
}
