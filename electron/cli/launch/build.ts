import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { withBuildLock } from './build-lock.ts';
import { findStaleTargets, takeImprint, writeStamp } from './freshness.ts';
import { type BuildTarget, buildTargets, TARGETS_VARIABLE } from './targets.ts';

/**
 * Builds what is out of date in the checkout at `root` and needed for the command line `words`; everything for
 * `--build`. Says so on standard error and only when there is something to build, so that standard output stays the
 * command's own. Resolves with false when the build failed; what failed then stands on standard error.
 */
export async function bringUpToDate(root: string, words: readonly string[]): Promise<boolean> {
  const findWork = (): BuildTarget[] => (words[0] === '--build' ? [...buildTargets] : findStale(root, words));
  if (findWork().length === 0) return true;
  return withBuildLock(join(root, 'dist'), async () => {
    // Another process may have built while this one waited.
    const targets = findWork();
    return targets.length === 0 || buildThem(root, targets);
  });
}

/** Only what opens Millrace needs the page; a command needs no more than its own side. */
function findStale(root: string, [command = 'open']: readonly string[]): BuildTarget[] {
  const needsPage = command === 'open' || command === 'serve';
  return findStaleTargets(root).filter((target) => needsPage || target === 'main');
}

async function buildThem(root: string, targets: readonly BuildTarget[]): Promise<boolean> {
  process.stderr.write(`Building Millrace (${targets.join(', ')}) …\n`);
  const startedAt = performance.now();
  const imprints = Object.fromEntries(targets.map((target) => [target, takeImprint(root, target)]));
  if (!(await runBundler(root, targets))) return false;
  // Compiled forms of the previous build are of no more use.
  rmSync(join(root, 'dist', '.compile-cache'), { recursive: true, force: true });
  writeStamp(root, imprints);
  process.stderr.write(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.\n`);
  return true;
}

/** In a process of its own: the bundler takes half a gigabyte that the command afterwards should not carry. */
async function runBundler(root: string, targets: readonly BuildTarget[]): Promise<boolean> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bundle.ts'), root], {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    env: { ...process.env, [TARGETS_VARIABLE]: targets.join(',') },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}
