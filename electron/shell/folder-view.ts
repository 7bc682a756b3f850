import { lstat } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { shell } from 'electron';
import type { FolderView } from '../ports/folder-view.ts';

/** The system's file manager. It only ever chooses things in their folders, since to open one could start a program (S5). */
export function createDesktopFolderView(): FolderView {
  return {
    show: async (path) => {
      if (!isAbsolute(path)) return false;
      const present = await nearestPresent(path);
      if (present === undefined) return false;
      shell.showItemInFolder(present);
      return true;
    },
  };
}

/** The path itself, or the nearest one above it where something is. */
async function nearestPresent(path: string): Promise<string | undefined> {
  try {
    await lstat(path);
    return path;
  } catch {
    // What is there can't be looked at, or isn't there: either way the folder above it shows more.
    const above = dirname(path);
    return above === path ? undefined : nearestPresent(above);
  }
}
