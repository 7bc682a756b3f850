import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where Electron's program is, or why there is none; the reason is the beginning of a sentence. */
export type ElectronBinary = { found: true; path: string } | { found: false; reason: string };

/** What decides whether a window can be shown and a download is worth trying. */
export type Machine = {
  platform: NodeJS.Platform;
  isRoot: boolean;
  environment: Readonly<Record<string, string | undefined>>;
};

/** How long the download's server may take to answer at all, and the whole download, in milliseconds. */
const ANSWER_WITHIN_MS = 3_000;
const DOWNLOAD_WITHIN_MS = 300_000;

/** Where Electron's packager downloads from unless it is told otherwise (@electron/get, `mirrorOptions`). */
const RELEASES = 'https://github.com/electron/electron/releases/download/';

/**
 * Finds Electron's program; where a window could be shown and the program is only missing, downloads it once with
 * Electron's own installer, for a bounded time.
 */
export async function findElectron(root: string, machine: Machine = thisMachine()): Promise<ElectronBinary> {
  const obstacle = findObstacle(machine);
  if (obstacle !== undefined) return { found: false, reason: obstacle };
  const folder = findPackage(root);
  if (folder === undefined) return { found: false, reason: 'Electron isn’t installed here' };
  const present = findProgram(folder, machine);
  if (present !== undefined) return { found: true, path: present };
  if (await canDownload(machine)) {
    process.stderr.write('Fetching Electron once (about 120 MB) …\n');
    await download(folder);
    const fetched = findProgram(folder, machine);
    if (fetched !== undefined) return { found: true, path: fetched };
  }
  return { found: false, reason: 'Electron’s binary can’t be had here' };
}

/** Why no window can be shown on this machine, or undefined where one can. */
export function findObstacle({ platform, isRoot, environment }: Machine): string | undefined {
  if (platform !== 'linux') return undefined;
  if (!environment.DISPLAY && !environment.WAYLAND_DISPLAY) return 'There is no desktop here for a window';
  // Chromium's sandbox refuses root, and Millrace doesn't run without the sandbox.
  return isRoot ? 'Electron’s sandbox doesn’t run as root' : undefined;
}

/** The program inside the package `electron`, as its own index.js finds it, but never downloading. */
export function findProgram(folder: string, { environment }: Pick<Machine, 'environment'>): string | undefined {
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined;
  const override = environment.ELECTRON_OVERRIDE_DIST_PATH;
  const program = override ? join(override, name ?? 'electron') : name && join(folder, 'dist', name);
  return program && existsSync(program) ? program : undefined;
}

function findPackage(root: string): string | undefined {
  try {
    return dirname(createRequire(join(root, 'package.json')).resolve('electron/package.json'));
  } catch {
    // An installed package without its development dependencies has no Electron; the caller says so.
    return undefined;
  }
}

async function canDownload({ environment }: Machine): Promise<boolean> {
  if (environment.ELECTRON_SKIP_BINARY_DOWNLOAD) return false;
  // Behind a proxy a direct question tells nothing; the installer knows proxies, and its time is bounded.
  if (environment.HTTPS_PROXY || environment.https_proxy) return true;
  const mirror = environment.ELECTRON_MIRROR ?? environment.npm_config_electron_mirror ?? RELEASES;
  try {
    await fetch(mirror, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return true;
  } catch {
    // No answer in time is the answer: the download can't work.
    return false;
  }
}

async function download(folder: string): Promise<void> {
  const installer = spawn(process.execPath, [join(folder, 'install.js')], {
    stdio: 'ignore',
    timeout: DOWNLOAD_WITHIN_MS,
  });
  await once(installer, 'exit');
}

function thisMachine(): Machine {
  return { platform: process.platform, isRoot: process.getuid?.() === 0, environment: process.env };
}
