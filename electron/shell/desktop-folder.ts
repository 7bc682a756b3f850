import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';

/**
 * Puts what Chromium keeps (its profile, the single-instance lock) and the desktop's own files into `desktop` below the
 * data folder: two data folders are two instances, and a data folder that moves takes everything along. Must be called
 * before the app is ready. Returns the folder; where it can't be made, Electron's own, and opening the store will say
 * what is wrong.
 */
export function prepareDesktopFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'desktop');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    // Told as STORE_UNWRITABLE by the store, with its cause, as soon as a box can be shown.
    return app.getPath('userData');
  }
  app.setPath('userData', folder);
  return folder;
}
