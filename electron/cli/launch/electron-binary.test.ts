import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findElectron, findObstacle, findProgram, type Machine } from './electron-binary.ts';

const desktop: Machine = { platform: 'linux', isRoot: false, environment: { DISPLAY: ':0' } };

/** A project with the package `electron`, its program there or not; `installer` is the text of its install.js. */
function createProject({ hasProgram, installer = '' }: { hasProgram: boolean; installer?: string }): string {
  const root = mkdtempSync(join(tmpdir(), 'millrace-electron-'));
  const folder = join(root, 'node_modules/electron');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{}');
  writeFileSync(join(folder, 'package.json'), '{"name":"electron","version":"1.0.0"}');
  writeFileSync(join(folder, 'install.js'), installer);
  if (!hasProgram) return root;
  writeFileSync(join(folder, 'path.txt'), 'electron');
  writeFileSync(join(folder, 'dist/electron'), '');
  chmodSync(join(folder, 'dist/electron'), 0o755);
  return root;
}

describe('finding Electron', () => {
  it('finds the program of the installed package', async () => {
    const root = createProject({ hasProgram: true });
    expect(await findElectron(root, desktop)).toEqual({
      found: true,
      path: join(root, 'node_modules/electron/dist/electron'),
    });
  });

  it('takes the program that ELECTRON_OVERRIDE_DIST_PATH names', () => {
    const root = createProject({ hasProgram: true });
    const folder = join(root, 'node_modules/electron');
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'dist') };
    expect(findProgram(join(root, 'elsewhere'), { environment })).toBe(join(folder, 'dist/electron'));
  });

  it.each([
    [{ ...desktop, environment: {} }, 'There is no desktop here for a window'],
    [{ ...desktop, isRoot: true }, 'Electron’s sandbox doesn’t run as root'],
    [desktop, undefined],
    [{ ...desktop, environment: { WAYLAND_DISPLAY: 'wayland-0' } }, undefined],
    [{ platform: 'darwin', isRoot: false, environment: {} }, undefined],
    [{ platform: 'win32', isRoot: false, environment: {} }, undefined],
  ] satisfies [Machine, string | undefined][])('knows where no window can be shown (%j)', (machine, reason) => {
    expect(findObstacle(machine)).toBe(reason);
  });

  it('doesn’t download where it was told not to', async () => {
    const root = createProject({ hasProgram: false, installer: 'throw new Error("must not run")' });
    const environment = { ...desktop.environment, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' };
    expect(await findElectron(root, { ...desktop, environment })).toEqual({
      found: false,
      reason: 'Electron’s binary can’t be had here',
    });
  });

  it('gives up at once when the download’s server doesn’t answer', async () => {
    const root = createProject({ hasProgram: false, installer: 'throw new Error("must not run")' });
    // Port 9 of this computer (discard, RFC 863) answers nowhere today: the connection is refused.
    const environment = { ...desktop.environment, ELECTRON_MIRROR: 'http://127.0.0.1:9/' };
    expect((await findElectron(root, { ...desktop, environment })).found).toBe(false);
  });

  it('says so when the package isn’t installed', async () => {
    const root = mkdtempSync(join(tmpdir(), 'millrace-electron-'));
    expect(await findElectron(root, desktop)).toEqual({ found: false, reason: 'Electron isn’t installed here' });
  });
});
