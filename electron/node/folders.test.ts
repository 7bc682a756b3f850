import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FolderWatch } from '../ports/folders.ts';
import { createNodeFolders } from './folders.ts';

const folders = createNodeFolders();
const never = new AbortController().signal;
let folder: string;
let watching: FolderWatch | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-folders-'));
});

afterEach(async () => {
  await watching?.close();
  watching = undefined;
  await rm(folder, { recursive: true, force: true });
});

const list = (deep = false, most = 1_000) => folders.list(folder, { deep, most }, never);
const put = (name: string, content = 'abc') => writeFile(join(folder, name), content);

describe('the files of a folder', () => {
  it('have their size and time, in the order of their names', async () => {
    await put('b.csv', 'four');
    await put('a.csv');
    const files = await list();
    expect(files.map(({ name, size }) => [name, size])).toEqual([
      ['a.csv', 3],
      ['b.csv', 4],
    ]);
    expect(Math.abs((files[0]?.modifiedAt ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('are those of folders within only when asked', async () => {
    await mkdir(join(folder, 'in', 'deep'), { recursive: true });
    await put('in/deep/a.csv');
    expect(await list()).toEqual([]);
    expect(await list(true)).toMatchObject([{ name: 'in/deep/a.csv' }]);
  });

  it('S32 aren’t links, pipes or folders, wherever they lead', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'millrace-outside-'));
    await writeFile(join(outside, 'secret.csv'), 'abc');
    await symlink(outside, join(folder, 'linked'));
    await symlink(join(outside, 'secret.csv'), join(folder, 'link.csv'));
    execFileSync('mkfifo', [join(folder, 'pipe.csv')]);
    await mkdir(join(folder, 'folder.csv'));
    await put('own.csv');
    expect((await list(true)).map(({ name }) => name)).toEqual(['own.csv']);
    await rm(outside, { recursive: true });
  });

  it('S32 stay those of the folder while a link takes the place of one again and again', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'millrace-outside-'));
    await writeFile(join(outside, 'a.csv'), 'a secret that is longer');
    await mkdir(join(folder, 'in'));
    await put('in/a.csv');
    let isOver = false;
    const swap = async () => {
      for (let round = 0; round < 200; round += 1) {
        await rename(join(folder, 'in'), join(folder, '.kept'));
        await symlink(outside, join(folder, 'in'));
        await rm(join(folder, 'in'));
        await rename(join(folder, '.kept'), join(folder, 'in'));
      }
      isOver = true;
    };
    const swapping = swap();
    while (!isOver) for (const { name } of await list(true)) expect(['in/a.csv', '.kept/a.csv']).toContain(name);
    await swapping;
    await rm(outside, { recursive: true });
  });

  it.runIf(process.getuid?.() !== 0)('can’t be told where the folder may not be read', async () => {
    await chmod(folder, 0o000);
    await expect(list()).rejects.toMatchObject({ code: 'FOLDER_UNREADABLE', why: 'You don’t have the permission.' });
    await chmod(folder, 0o700);
  });

  it('can’t be told of a folder that isn’t there, of a file, or of too many', async () => {
    await put('a.csv');
    await put('b.csv');
    const of = (name: string) => folders.list(join(folder, name), { deep: false, most: 10 }, never);
    await expect(of('none')).rejects.toMatchObject({ code: 'FOLDER_NOT_FOUND' });
    await expect(of('a.csv')).rejects.toMatchObject({ code: 'FOLDER_UNREADABLE', why: 'It is a file.' });
    await expect(list(false, 1)).rejects.toMatchObject({ why: 'It holds more than 1 files.' });
  });

  it('stops looking when nobody waits any more', async () => {
    const reason = new Error('over');
    await expect(folders.list(folder, { deep: true, most: 9 }, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('a watched folder', () => {
  it('tells that a file came, changed or went, also in a folder within when asked', async () => {
    await mkdir(join(folder, 'in'));
    const changed = vi.fn();
    watching = await folders.watch(folder, { deep: true }, changed);
    for (const act of [() => put('a.csv'), () => put('a.csv', 'longer'), () => put('in/b.csv')]) {
      changed.mockClear();
      // The system begins to watch a moment later, so what is done is done until it is heard.
      await vi.waitFor(async () => {
        await act();
        expect(changed).toHaveBeenCalled();
      }, 5_000);
    }
  });

  it('tells nothing once it is closed', async () => {
    const changed = vi.fn();
    watching = await folders.watch(folder, { deep: false }, changed);
    await watching.close();
    changed.mockClear();
    await put('a.csv');
    await list();
    expect(changed).not.toHaveBeenCalled();
  });
});
