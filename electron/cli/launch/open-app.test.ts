import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Machine } from './electron-binary.ts';
import { openApp } from './open-app.ts';

/** A project whose Electron is this program; a desktop that could show its window. */
function createProject(program: string): { root: string; machine: Machine } {
  const root = mkdtempSync(join(tmpdir(), 'millrace-open-'));
  const folder = join(root, 'node_modules/electron');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{}');
  writeFileSync(join(folder, 'package.json'), '{"name":"electron","version":"1.0.0"}');
  writeFileSync(join(folder, 'path.txt'), 'electron');
  writeFileSync(join(folder, 'dist/electron'), `#!/usr/bin/env node\n${program}`, { mode: 0o755 });
  return { root, machine: { platform: 'linux', isRoot: false, environment: { DISPLAY: ':0' } } };
}

const notInBrowser = (): Promise<number> => Promise.reject(new Error('opened in the browser'));

describe('opening Millrace', () => {
  it('starts Electron on the project with a small young generation (R15), and ends as it ends', async () => {
    const { root, machine } = createProject(
      "require('node:fs').writeFileSync(process.argv[3] + '/opened', process.argv[2]); process.exit(7)",
    );
    expect(await openApp(root, notInBrowser, machine)).toBe(7);
    expect(readFileSync(join(root, 'opened'), 'utf8')).toBe('--js-flags=--max-semi-space-size=8');
  });

  it('opens the browser when Electron lacks the libraries of a desktop', async () => {
    const { root, machine } = createProject('process.exit(127)');
    expect(await openApp(root, () => Promise.resolve(3), machine)).toBe(3);
  });

  it('opens the browser where no window can be shown', async () => {
    const { root, machine } = createProject('process.exit(0)');
    expect(await openApp(root, () => Promise.resolve(3), { ...machine, environment: {} })).toBe(3);
  });
});
