import { mkdirSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findStaleTargets, takeImprint, writeStamp } from './freshness.ts';
import { buildTargets } from './targets.ts';

const outputs = [
  'main/cli.js',
  'main/evaluator.js',
  'main/open-app.js',
  'main/shell.js',
  'preload/preload.cjs',
  'renderer/index.html',
  'renderer/files.json',
];

function write(root: string, path: string, text = path): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A checkout in which everything is built. */
function createBuilt(): string {
  const root = mkdtempSync(join(tmpdir(), 'millrace-fresh-'));
  for (const path of [
    'shared/flow.ts',
    'electron/host/host.ts',
    'electron/shell/main.ts',
    'renderer/main.tsx',
    'package-lock.json',
  ]) {
    write(root, path);
  }
  for (const path of outputs) write(root, join('dist', path));
  writeStamp(root, Object.fromEntries(buildTargets.map((target) => [target, takeImprint(root, target)])));
  return root;
}

describe('what is out of date', () => {
  it('is nothing when nothing changed', () => {
    expect(findStaleTargets(createBuilt())).toEqual([]);
  });

  it('is everything in a fresh checkout', () => {
    const root = mkdtempSync(join(tmpdir(), 'millrace-fresh-'));
    write(root, 'shared/flow.ts');
    expect(findStaleTargets(root)).toEqual(['main', 'preload', 'renderer']);
  });

  it.each([
    ['shared/flow.ts', ['main', 'preload', 'renderer']],
    ['package-lock.json', ['main', 'preload', 'renderer']],
    ['electron/host/host.ts', ['main']],
    ['electron/shell/main.ts', ['main', 'preload']],
    ['renderer/main.tsx', ['renderer']],
  ])('follows from a change of %s', (path, expected) => {
    const root = createBuilt();
    write(root, path, 'changed');
    expect(findStaleTargets(root)).toEqual(expected);
  });

  it('follows from a new file', () => {
    const root = createBuilt();
    write(root, 'renderer/canvas/canvas.tsx');
    expect(findStaleTargets(root)).toEqual(['renderer']);
  });

  it('doesn’t follow from a new test', () => {
    const root = createBuilt();
    write(root, 'renderer/canvas/canvas.test.tsx');
    expect(findStaleTargets(root)).toEqual([]);
  });

  it('doesn’t follow from times alone, as a checkout of the same files leaves them', () => {
    const root = createBuilt();
    utimesSync(join(root, 'shared/flow.ts'), new Date(), new Date());
    expect(findStaleTargets(root)).toEqual([]);
  });

  it('follows from output that is missing', () => {
    const root = createBuilt();
    writeStamp(root, { renderer: undefined });
    expect(findStaleTargets(root)).toEqual(['renderer']);
  });

  it('is everything when the stamp is damaged', () => {
    const root = createBuilt();
    write(root, 'dist/.stamp.json', '{"main": ');
    expect(findStaleTargets(root)).toEqual(['main', 'preload', 'renderer']);
  });
});
