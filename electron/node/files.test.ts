import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Files, FileWriter } from '../ports/files.ts';
import { writingError } from './file-errors.ts';
import { createNodeFiles } from './files.ts';

let folder: string;
let files: Files;
const never = new AbortController().signal;
const bytes = (text: string) => new TextEncoder().encode(text);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-files-'));
  files = createNodeFiles(folder);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function readAll(path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of files.read(path, never)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const contentOf = (name: string) => readFile(join(folder, name), 'utf8');

describe('reading a file', () => {
  it('gives its bytes in chunks, each of them the reader’s own', async () => {
    const content = Buffer.alloc(1_000_003, 'abcdefg');
    await writeFile(join(folder, 'big.bin'), content);
    const chunks: Uint8Array[] = [];
    for await (const chunk of files.read('big.bin', never)) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(3);
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
  });

  it('says where a missing file was looked for', async () => {
    await expect(readAll('none.csv')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND', data: { folder } });
  });

  it('refuses a folder', async () => {
    await mkdir(join(folder, 'sub'));
    await expect(readAll('sub')).rejects.toMatchObject({ code: 'FILE_UNREADABLE', why: 'It is a folder.' });
    await expect(files.describe('sub')).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' });
  });

  it('stops when its signal is aborted', async () => {
    await writeFile(join(folder, 'a.txt'), 'abc');
    const reason = new Error('over');
    await expect(files.read('a.txt', AbortSignal.abort(reason))[Symbol.asyncIterator]().next()).rejects.toBe(reason);
  });

  it('follows a link to an ordinary file', async () => {
    await writeFile(join(folder, 'real.txt'), 'abc');
    await symlink('real.txt', join(folder, 'link.txt'));
    expect(await readAll('link.txt')).toBe('abc');
  });

  it('says what a file is, or that there is none', async () => {
    await writeFile(join(folder, 'a.txt'), 'abc');
    expect(await files.describe('a.txt')).toMatchObject({ path: join(folder, 'a.txt'), size: 3 });
    expect(await files.describe('b.txt')).toBeUndefined();
    expect(await files.describe('a.txt/b.txt')).toBeUndefined();
  });
});

describe('S32 what isn’t an ordinary file', () => {
  const isRefused = (path: string) =>
    Promise.all([
      expect(readAll(path)).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' }),
      expect(files.create(path, 'replace')).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' }),
    ]);

  it.runIf(process.platform !== 'win32')('never hangs on a pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await isRefused('pipe');
    await symlink('pipe', join(folder, 'link'));
    await isRefused('link');
  });

  it.runIf(process.platform !== 'win32')('is never a device', () => isRefused('/dev/zero'));

  it.runIf(process.platform !== 'win32')('is never a socket', async () => {
    const path = join(folder, 's');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    await isRefused('s');
    await new Promise((resolve) => server.close(resolve));
  });

  it.each(['', '  ', 'a\0b'])('refuses the path %j', (path) => {
    expect(() => files.resolve(path)).toThrow(expect.objectContaining({ code: 'PATH_FORBIDDEN' }));
  });

  it('isn’t written through a link that leads nowhere', async () => {
    await symlink('nowhere', join(folder, 'link'));
    await expect(files.create('link', 'replace')).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' });
  });
});

describe('writing a file', () => {
  const write = async (path: string, mode: 'replace' | 'append' | 'fail-if-exists', text: string) => {
    const writer = await files.create(path, mode);
    await writer.write(bytes(text));
    await writer.commit();
  };

  it('shows nothing at the target before it is committed, and nothing else after', async () => {
    const writer = await files.create('out.csv', 'replace');
    await writer.write(bytes('a\n'));
    expect(await files.describe('out.csv')).toBeUndefined();
    await writer.write(bytes('b\n'));
    await writer.commit();
    expect(await contentOf('out.csv')).toBe('a\nb\n');
    expect(await readdir(folder)).toEqual(['out.csv']);
  });

  it('leaves everything as it was when it is discarded', async () => {
    await writeFile(join(folder, 'out.csv'), 'old');
    const writer = await files.create('out.csv', 'replace');
    await writer.write(bytes('new'));
    await writer.discard();
    await writer.discard();
    expect(await contentOf('out.csv')).toBe('old');
    expect(await readdir(folder)).toEqual(['out.csv']);
  });

  it('does nothing on a discard after the commit', async () => {
    const writer = await files.create('out.csv', 'replace');
    await writer.commit();
    await writer.discard();
    expect(await contentOf('out.csv')).toBe('');
  });

  it('begins with the present content when it appends', async () => {
    await write('out.csv', 'append', 'a\n');
    await write('out.csv', 'append', 'b\n');
    expect(await contentOf('out.csv')).toBe('a\nb\n');
  });

  it('gives back what it holds so far', async () => {
    await writeFile(join(folder, 'out.csv'), 'a\n');
    const writer = await files.create('out.csv', 'append');
    await writer.write(bytes('b\n'));
    const chunks: Uint8Array[] = [];
    for await (const chunk of writer.reread(never)) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('a\nb\n');
    await writer.discard();
  });

  it('never replaces a file that appeared meanwhile when it must not exist', async () => {
    await writeFile(join(folder, 'there.csv'), 'old');
    await expect(files.create('there.csv', 'fail-if-exists')).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    const writer = await files.create('new.csv', 'fail-if-exists');
    await writeFile(join(folder, 'new.csv'), 'somebody else’s');
    await expect(writer.commit()).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(await contentOf('new.csv')).toBe('somebody else’s');
    expect((await readdir(folder)).sort()).toEqual(['new.csv', 'there.csv']);
  });

  it('keeps the permissions of the file it replaces, and a link to it', async () => {
    await writeFile(join(folder, 'real.csv'), 'old');
    await chmod(join(folder, 'real.csv'), 0o640);
    await symlink('real.csv', join(folder, 'link.csv'));
    await write('link.csv', 'replace', 'new');
    expect(await contentOf('real.csv')).toBe('new');
    expect((await stat(join(folder, 'real.csv'))).mode & 0o777).toBe(0o640);
    expect(await contentOf('link.csv')).toBe('new');
  });

  it('says that the folder doesn’t exist', async () => {
    await expect(files.create('no/out.csv', 'replace')).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      why: 'The folder doesn’t exist.',
    });
  });

  it('refuses to replace a folder', async () => {
    await mkdir(join(folder, 'sub'));
    await expect(files.create('sub', 'replace')).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      why: 'It is a folder.',
    });
  });

  it('writes beside a target whose name is as long as names may be', async () => {
    const name = `${'ä'.repeat(125)}.csv`;
    await write(name, 'replace', 'a');
    expect(await readdir(folder)).toEqual([name]);
  });

  it('removes what a process that was killed left behind, and nothing of one that lives', async () => {
    const script = `import { createNodeFiles } from ${JSON.stringify(new URL('./files.ts', import.meta.url).href)};
      const writer = await createNodeFiles(${JSON.stringify(folder)}).create('out.csv', 'replace');
      await writer.write(new Uint8Array([97]));
      process.kill(process.pid, 'SIGKILL');`;
    expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })).toThrow();
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^\.out\.csv\..*\.millrace-part$/)]);
    const living: FileWriter = await files.create('other.csv', 'replace');
    await write('out.csv', 'replace', 'b');
    expect((await readdir(folder)).sort()).toEqual([expect.stringMatching(/^\.other\.csv\./), 'out.csv']);
    await living.discard();
  });

  it('says that the disk is full', () => {
    const error = writingError(Object.assign(new Error('write'), { code: 'ENOSPC' }), '/data/out.csv');
    expect(error).toMatchObject({ code: 'DISK_FULL', data: { path: '/data/out.csv' }, retryable: false });
  });
});
