import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The part of the process's surroundings that decides where data lives. */
export type DataFolderSurroundings = {
  environment: Record<string, string | undefined>;
  platform: NodeJS.Platform;
  home: string;
};

/**
 * Where the store lives: `chosen` (from `--data`), else `$MILLRACE_DATA`, else the platform's own place for an
 * application's data: `~/Library/Application Support` on macOS, `%APPDATA%` on Windows, else `$XDG_DATA_HOME`
 * or `~/.local/share` (XDG Base Directory Specification). Always absolute; nothing is made.
 */
export function findDataFolder(chosen?: string, surroundings: DataFolderSurroundings = here()): string {
  const { environment, platform, home } = surroundings;
  const wanted = chosen || environment.MILLRACE_DATA;
  if (wanted) return resolve(wanted);
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Millrace');
    case 'win32':
      return join(environment.APPDATA || join(home, 'AppData', 'Roaming'), 'Millrace');
    default:
      return join(absolute(environment.XDG_DATA_HOME) ?? join(home, '.local', 'share'), 'millrace');
  }
}

/** The specification says that a relative path is to be ignored. */
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') ? path : undefined;
}

function here(): DataFolderSurroundings {
  return { environment: process.env, platform: process.platform, home: homedir() };
}
