import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test as base, type ElectronApplication, _electron as electron, type Page } from '@playwright/test';
import { findObstacle, findProgram } from '../../../electron/cli/launch/electron-binary.ts';

const root = join(import.meta.dirname, '../../..');

/** Electron's program as it lies here, never downloaded; undefined where there is none. */
function findElectron(): string | undefined {
  const folder = dirname(createRequire(join(root, 'package.json')).resolve('electron/package.json'));
  return findProgram(folder, { environment: process.env });
}

const isRoot = process.getuid?.() === 0;

/** Launches the built desktop on a data folder of its own. */
export type Launch = () => Promise<{ app: ElectronApplication; window: Page }>;

/** A test with the real Electron and a fresh data folder; skipped, never faked, where Electron isn't. */
export const test = base.extend<{ dataFolder: string; launch: Launch }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from the pattern.
  dataFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-desktop-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },

  launch: async ({ dataFolder }, use) => {
    const executablePath = findElectron();
    test.skip(executablePath === undefined, 'no Electron binary');
    const obstacle = findObstacle({ platform: process.platform, isRoot, environment: process.env });
    test.skip(obstacle !== undefined, obstacle);
    const launched: ElectronApplication[] = [];
    await use(async () => {
      const app = await electron.launch({
        executablePath: executablePath ?? '',
        args: [root, '--data', dataFolder],
        cwd: root,
      });
      launched.push(app);
      return { app, window: await app.firstWindow() };
    });
    for (const app of launched) await app.close();
  },
});
