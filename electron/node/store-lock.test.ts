import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import { createTemporaryFolder } from '../../test/support/temporary-store.ts';
import { describeProcess, isSameProcess } from './process-identity.ts';
import { lockStore, readOwner } from './store-lock.ts';

/** A number that no process has: beyond the largest that Linux gives. */
const NO_PROCESS = 4_194_305;

function lockFor(folder: string, name = 'the first'): { release(): void } {
  const lock = lockStore(folder, name);
  onTestFinished(() => lock.release());
  return lock;
}

describe('the lock of a store', () => {
  it('is had by one owner, and the second is told who and which process', () => {
    const folder = createTemporaryFolder();
    lockFor(folder);
    try {
      lockFor(folder, 'the second');
      expect.unreachable();
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'STORE_IN_USE', data: { folder, owner: 'the first', pid: process.pid } });
      expect(thrown instanceof MillraceError && thrown.exitCode).toBe(3);
    }
  });

  it('is free once released, and releasing twice does nothing', () => {
    const folder = createTemporaryFolder();
    const lock = lockFor(folder);
    lock.release();
    expect(existsSync(join(folder, 'millrace.owner.json'))).toBe(false);
    const next = lockFor(folder, 'the next');
    lock.release();
    expect(readOwner(folder)?.name).toBe('the next');
    next.release();
  });

  it('is of one folder each', () => {
    lockFor(createTemporaryFolder());
    lockFor(createTemporaryFolder());
  });

  it('is taken over from an owner that is gone, whose number another process may have by now', () => {
    const folder = createTemporaryFolder();
    const left = { name: 'a dead one', pid: process.ppid, startedAt: 'another time' };
    writeFileSync(join(folder, 'millrace.owner.json'), JSON.stringify(left));
    lockFor(folder, 'the new one');
    expect(readOwner(folder)?.name).toBe('the new one');
  });

  it.each(['', '{', '[]', '{"name": 1}', '\0\0\0'])('names nobody when the owner’s file says %j', (text) => {
    const folder = createTemporaryFolder();
    lockFor(folder);
    writeFileSync(join(folder, 'millrace.owner.json'), text);
    expect(() => lockFor(folder)).toThrow('in use by another Millrace');
  });

  it('can be taken although its file was damaged, unless the owner is still there', () => {
    const folder = createTemporaryFolder();
    writeFileSync(join(folder, 'millrace.lock'), 'x'.repeat(5_000));
    const lock = lockFor(folder);
    expect(() => lockFor(folder)).toThrow('in use by the first');
    expect(statSync(join(folder, 'millrace.lock')).size).toBe(0);
    lock.release();
    writeFileSync(join(folder, 'millrace.lock'), 'x'.repeat(5_000));
    const owner = { name: 'alive', ...describeProcess(process.ppid) };
    writeFileSync(join(folder, 'millrace.owner.json'), JSON.stringify(owner));
    expect(() => lockFor(folder)).toThrow('in use by alive');
  });

  it('S15 makes its folder and files for the owner alone', () => {
    const folder = join(createTemporaryFolder(), 'new', 'deep');
    lockFor(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of ['millrace.lock', 'millrace.owner.json'])
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(join(folder, 'millrace.owner.json'), 'utf8'))).toMatchObject({ pid: process.pid });
  });
});

describe('a process', () => {
  it('is known by its number and the time it started', () => {
    const own = describeProcess(process.pid);
    expect(isSameProcess(own)).toBe(true);
    expect(isSameProcess({ ...own, pid: NO_PROCESS })).toBe(false);
    expect(isSameProcess({ ...own, pid: 0 })).toBe(false);
    if (existsSync('/proc/self/stat')) expect(isSameProcess({ ...own, startedAt: 'another time' })).toBe(false);
  });
});
