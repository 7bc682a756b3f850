import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildTarget } from './targets.ts';
import { buildTargets } from './targets.ts';

/**
 * What a target was built from. `look` is a digest of paths, sizes and times (quick to take), `content` one of the
 * bytes: a checkout that only touched times isn't built again.
 */
export type Imprint = { look: string; content: string };

type Stamp = Partial<Record<BuildTarget, Imprint>>;

const sharedInputs = [
  'shared',
  'assets',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'electron/cli/launch',
];

const inputs: Record<BuildTarget, readonly string[]> = {
  main: ['electron', ...sharedInputs],
  preload: ['electron/shell', ...sharedInputs],
  renderer: ['renderer', ...sharedInputs],
};

const outputs: Record<BuildTarget, readonly string[]> = {
  main: ['dist/main/cli.js', 'dist/main/evaluator.js', 'dist/main/open-app.js', 'dist/main/shell.js'],
  preload: ['dist/preload/preload.cjs'],
  renderer: ['dist/renderer/index.html', 'dist/renderer/files.json'],
};

/** The targets whose output is missing or older than their sources. */
export function findStaleTargets(root: string): BuildTarget[] {
  const stamp = readStamp(root);
  return buildTargets.filter((target) => !isFresh(root, target, stamp));
}

/** What a target would be built from now. */
export function takeImprint(root: string, target: BuildTarget): Imprint {
  const files = listInputs(root, target);
  return { look: digestLook(root, files), content: digestContent(root, files) };
}

/** Notes what targets were built from. Take the imprints before building: what changes meanwhile stays stale. */
export function writeStamp(root: string, imprints: Stamp): void {
  const file = stampFile(root);
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ ...readStamp(root), ...imprints }, null, 2)}\n`);
  renameSync(draft, file);
}

function isFresh(root: string, target: BuildTarget, stamp: Stamp): boolean {
  const built = stamp[target];
  if (built === undefined || !outputs[target].every((path) => existsSync(join(root, path)))) return false;
  const files = listInputs(root, target);
  const look = digestLook(root, files);
  if (look === built.look) return true;
  const content = digestContent(root, files);
  if (content !== built.content) return false;
  writeStamp(root, { [target]: { look, content } });
  return true;
}

function listInputs(root: string, target: BuildTarget): string[] {
  return inputs[target].flatMap((path) => listFiles(root, path)).sort();
}

function listFiles(root: string, path: string): string[] {
  const facts = statSync(join(root, path), { throwIfNoEntry: false });
  if (facts === undefined) return [];
  if (facts.isFile()) return [path];
  return readdirSync(join(root, path), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$|\.md$|^tsconfig/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

function digestLook(root: string, files: readonly string[]): string {
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of files) {
    const facts = statSync(join(root, file), { throwIfNoEntry: false });
    hash.update(`${file}\0${facts?.size}\0${facts?.mtimeMs}\0`);
  }
  return hash.digest('hex');
}

function digestContent(root: string, files: readonly string[]): string {
  const hash = createHash('sha256').update(process.versions.node);
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function stampFile(root: string): string {
  return join(root, 'dist', '.stamp.json');
}

function readStamp(root: string): Stamp {
  try {
    return JSON.parse(readFileSync(stampFile(root), 'utf8')) as Stamp;
  } catch {
    // No stamp, or half of one: everything counts as stale and is built again, which is always right.
    return {};
  }
}
