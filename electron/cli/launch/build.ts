import { join } from 'node:path';
import { withBuildLock } from './build-lock.ts';
import { findStaleTargets, takeImprint, writeStamp } from './freshness.ts';
import { type BuildTarget, buildTargets, TARGETS_VARIABLE } from './targets.ts';

/**
 * Builds what is out of date in the checkout at `root`, or everything. Says so on standard error and only when there
 * is something to build, so that standard output stays the command's own. Throws what the bundler throws.
 */
export async function bringUpToDate(root: string, { everything }: { everything: boolean }): Promise<void> {
  if (!everything && findStaleTargets(root).length === 0) return;
  await withBuildLock(join(root, 'dist'), async () => {
    const targets = everything ? [...buildTargets] : findStaleTargets(root);
    if (targets.length > 0) await buildThem(root, targets);
  });
}

async function buildThem(root: string, targets: readonly BuildTarget[]): Promise<void> {
  process.stderr.write(`Building Millrace (${targets.join(', ')}) …\n`);
  const startedAt = performance.now();
  const imprints = Object.fromEntries(targets.map((target) => [target, takeImprint(root, target)]));
  process.env[TARGETS_VARIABLE] = targets.join(',');
  try {
    const { build } = await import('electron-vite');
    await build({ root, configFile: join(root, 'electron.vite.config.ts'), logLevel: 'warn', mode: 'production' });
  } finally {
    delete process.env[TARGETS_VARIABLE];
  }
  writeStamp(root, imprints);
  process.stderr.write(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.\n`);
}
