import { MillraceError } from '../../../shared/errors/index.ts';
import { explainRun } from '../../../shared/failures/index.ts';
import type { FolderView } from '../../ports/folder-view.ts';
import type { Store } from '../../storage/index.ts';

/** Shows where the files lie that runs failed at. */
export type FailureFolders = {
  /**
   * Shows the folder of a file; false where the system couldn't, or where Millrace runs without a desktop. Only for files
   * that a failure of the run offers to show: throws NOT_FOUND for another run or file.
   */
  show(runId: string, path: string): Promise<boolean>;
};

export function createFailureFolders(store: Pick<Store, 'runs'>, view: FolderView | undefined): FailureFolders {
  return {
    async show(runId, path) {
      const { state } = store.runs.get(runId);
      const offered = explainRun(state).flatMap(({ remedies }) => remedies);
      if (!offered.some(({ command, arguments: given }) => command === 'open-file-folder' && given.path === path)) {
        throw new MillraceError('NOT_FOUND', { thing: 'failed file', name: path });
      }
      return view ? view.show(path) : false;
    },
  };
}
