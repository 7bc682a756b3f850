import type { StepManifest } from '../../../shared/connector/manifest.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { watchFolderFiles } from './folder-watch.ts';
import {
  type FolderServices,
  listMatching,
  readWatchedFolder,
  toRecord,
  watchFolderFields,
} from './watch-folder-settings.ts';

const manifest: StepManifest = {
  type: 'watch_folder',
  label: 'Watch a folder',
  description: 'Starts the flow when files come into a folder or change there.',
  category: 'trigger',
  icon: 'folder-open',
  keywords: ['file', 'arrives', 'new', 'changed', 'inbox', 'hot folder', 'directory', 'drop', 'monitor'],
  shape: 'source',
  trigger: true,
  pure: false,
  effect: 'read',
  inputs: [],
  outputs: [{ name: 'out', label: 'Files' }],
  fields: watchFolderFields,
  summary: '{path}: {pattern}',
  sample: { path: '/home/ada/inbox/leads.csv', name: 'leads.csv', size: 2048, modifiedAt: '2026-11-22T08:00:00.000Z' },
};

/** One record for each file. A run that somebody starts takes the files that are in the folder now. */
export const watchFolder: StepDefinition<FolderServices> = {
  manifest,
  prepare({ settings, triggerRecords, services }) {
    const watched = readWatchedFolder(settings);
    return {
      shape: 'source',
      repeatable: triggerRecords !== undefined,
      async *read(_incoming, { signal }) {
        if (triggerRecords) {
          yield { records: triggerRecords };
          return;
        }
        const folder = services.files.resolve(watched.path);
        const files = await listMatching(watched, services, signal);
        yield { records: files.map((file) => toRecord(folder, file)) };
      },
    };
  },
  startsRuns: {
    overlap: 'queue',
    describe: (settings) => {
      const { path, pattern } = readWatchedFolder(settings);
      return `When files like “${pattern.text}” come into “${path}”.`;
    },
    watch: (context) => watchFolderFiles(context, readWatchedFolder(context.settings)),
  },
};
