import type { FieldManifest } from '../../../shared/connector/manifest.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { Files } from '../../ports/files.ts';
import type { FolderFile, Folders } from '../../ports/folders.ts';
import { compileFilePattern, type FilePattern } from './file-pattern.ts';
import { readSetting, readText, refuseSetting } from './settings.ts';

/** What the host lends whatever looks into folders. */
export type FolderServices = { files: Pick<Files, 'resolve'>; folders: Folders };

/** Files of a folder that are known at once, at most: what a position of some megabytes names. */
const MOST_FILES = 100_000;
const LONGEST_SETTLE_SECONDS = 3_600;

const path: FieldManifest = {
  key: 'path',
  label: 'Folder',
  control: 'folder',
  required: true,
  placeholder: 'inbox',
  help: 'A relative path starts in the data folder’s “files”.',
};

const pattern: FieldManifest = {
  key: 'pattern',
  label: 'Files',
  control: 'text',
  default: '*',
  placeholder: '*.csv',
  help: '* stands for any characters, ? for one, {csv,xlsx} for either. “**/*.csv” looks into folders within it too.',
};

const settleSeconds: FieldManifest = {
  key: 'settleSeconds',
  label: 'Seconds without a change',
  control: 'number',
  default: 2,
  minimum: 0,
  maximum: LONGEST_SETTLE_SECONDS,
  help: 'A file is taken once its size and time haven’t changed for so long, so that none is read half-written.',
  group: 'more',
};

const takeExisting: FieldManifest = {
  key: 'takeExisting',
  label: 'Take files that are already there',
  control: 'toggle',
  default: false,
  help: 'Otherwise only files that come or change after the flow was activated.',
  group: 'more',
};

export const watchFolderFields = [path, pattern, settleSeconds, takeExisting];

/** The step's settings, understood. */
export type WatchedFolder = {
  path: string;
  pattern: FilePattern & { text: string };
  settleMs: number;
  takeExisting: boolean;
};

/** Throws SETTING_REQUIRED or SETTING_WRONG. */
export function readWatchedFolder(settings: JsonObject): WatchedFolder {
  const text = readText(settings, pattern).trim() || '*';
  const compiled = compileFilePattern(text);
  if (!compiled) return refuseSetting(pattern, 'its braces don’t close, or stand for too many patterns.');
  const seconds = readSetting(settings, settleSeconds);
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= LONGEST_SETTLE_SECONDS)) {
    return refuseSetting(settleSeconds, `this must be a number from 0 to ${LONGEST_SETTLE_SECONDS}.`);
  }
  const existing = readSetting(settings, takeExisting);
  if (typeof existing !== 'boolean') return refuseSetting(takeExisting, 'this must be true or false.');
  return {
    path: readText(settings, path),
    pattern: { ...compiled, text },
    settleMs: seconds * 1_000,
    takeExisting: existing,
  };
}

/** The folder's files that match and aren't being written by a program that says so. Throws as `Folders.list`. */
export async function listMatching(
  { path: folder, pattern: wanted }: WatchedFolder,
  { files, folders }: FolderServices,
  signal: AbortSignal,
): Promise<FolderFile[]> {
  const found = await folders.list(files.resolve(folder), { deep: wanted.deep, most: MOST_FILES }, signal);
  return found.filter(({ name }) => !isUnfinished(name) && wanted.matches(name));
}

/** What a flow gets of a file. `folder` is absolute. */
export function toRecord(folder: string, { name, size, modifiedAt }: FolderFile): JsonObject {
  const separator = folder.startsWith('/') ? '/' : '\\';
  const path = [folder.replace(/[\\/]$/, ''), ...name.split('/')].join(separator);
  const date = new Date(Math.min(8.64e15, Math.max(-8.64e15, modifiedAt)));
  return { path, name: name.slice(name.lastIndexOf('/') + 1), size, modifiedAt: date.toISOString() };
}

/** Names that browsers, office programs and editors give to files they haven't finished, or to notes about them. */
const unfinished = /(^~\$|^\.~lock\.|~$|\.(part|partial|crdownload|download|opdownload|filepart|tmp|temp|swp)$)/i;

function isUnfinished(name: string): boolean {
  return unfinished.test(name.slice(name.lastIndexOf('/') + 1));
}
