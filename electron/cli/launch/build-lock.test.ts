import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withBuildLock } from './build-lock.ts';

const createFolder = (): string => mkdtempSync(join(tmpdir(), 'millrace-lock-'));

describe('the lock of the build', () => {
  it('lets one build at a time', async () => {
    const folder = createFolder();
    const seen: string[] = [];
    const build = (name: string): Promise<void> =>
      withBuildLock(folder, async () => {
        seen.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(`${name} ends`);
      });
    await Promise.all([build('first'), build('second')]);
    expect(seen).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('is taken over from a process that is gone', async () => {
    const folder = createFolder();
    // Above the largest process id of Linux (4,194,304) and of macOS (99,998), so never alive.
    writeFileSync(join(folder, '.building'), '4194305');
    let built = false;
    await withBuildLock(folder, async () => {
      built = true;
    });
    expect(built).toBe(true);
  });

  it('is given back when the build fails', async () => {
    const folder = createFolder();
    await expect(withBuildLock(folder, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(join(folder, '.building'))).toBe(false);
  });
});
