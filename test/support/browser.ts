import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

/** Lets a person choose the browser of the tests: the path of a Chromium, Chrome or Edge. */
export const BROWSER_VARIABLE = 'CHROMIUM_PATH';

/** How to start the browser of the tests. Chromium refuses its sandbox as root, as in most containers. */
export type TestBrowser = { executablePath: string; args: readonly string[]; sandbox: boolean };

/** No traffic of the browser's own, and none past this computer: all that tests see on the network is the product's. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Where Chromium, Chrome and Edge are installed on Linux, macOS and Windows, relative to what `folders` yields. */
const installed: readonly string[] = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...[process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Google/Chrome/Application/chrome.exe'),
      join(folder, 'Microsoft/Edge/Application/msedge.exe'),
    ]),
];

const playwrightCommand = join(import.meta.dirname, '../../node_modules/@playwright/test/cli.js');

/** A browser that is already here, or undefined. Throws when the chosen one isn't there. */
export function findBrowser(): TestBrowser | undefined {
  const chosen = process.env[BROWSER_VARIABLE];
  if (chosen && !existsSync(chosen)) {
    throw new Error(`${BROWSER_VARIABLE} is set to ${chosen}, but there is no such file. Correct it or unset it.`);
  }
  const executablePath = chosen || [...installed, chromium.executablePath()].find((path) => existsSync(path));
  return executablePath ? { executablePath, args: quiet, sandbox: !isRoot() } : undefined;
}

/**
 * A browser, installed if need be: Debian's `chromium` where this process may install packages, else Playwright's own
 * download. Throws, saying what to do, when there is none in the end. `say` gets one line per attempt.
 */
export function ensureBrowser(say: (line: string) => void): TestBrowser {
  const present = findBrowser();
  if (present) return present;
  const failures: string[] = [];
  for (const { name, commands } of waysToInstall()) {
    say(`No Chromium or Chrome found; installing ${name} …`);
    const failed = commands.map(run).find((outcome) => outcome !== undefined);
    const browser = failed === undefined ? findBrowser() : undefined;
    if (browser) return browser;
    failures.push(`${name}: ${failed ?? 'installed, but no browser was found afterwards'}`);
  }
  throw new Error(
    `The browser tests need Chromium, Chrome or Edge, and none could be installed.\n${failures.join('\n')}\n` +
      `Install one, or set ${BROWSER_VARIABLE} to its path, and run the tests again.`,
  );
}

type Command = { program: string; args: readonly string[] };

function waysToInstall(): { name: string; commands: Command[] }[] {
  const playwright = {
    name: 'Playwright’s Chromium',
    commands: [{ program: process.execPath, args: [playwrightCommand, 'install', 'chromium'] }],
  };
  const debian = {
    name: 'Debian’s package chromium',
    commands: [
      { program: 'apt-get', args: ['update', '-qq'] },
      { program: 'apt-get', args: ['install', '-y', '-qq', '--no-install-recommends', 'chromium'] },
    ],
  };
  return isRoot() && isDebian() ? [debian, playwright] : [playwright];
}

/** Undefined when the command succeeded, else the last lines it said. */
function run({ program, args }: Command): string | undefined {
  const { status, error, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 600_000,
  });
  if (status === 0) return undefined;
  return error?.message ?? (stderr.trim().split('\n').slice(-3).join(' ') || `${program} ended with ${status}`);
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function isDebian(): boolean {
  const file = '/etc/os-release';
  return existsSync(file) && /^ID(_LIKE)?=.*\bdebian\b/m.test(readFileSync(file, 'utf8'));
}
