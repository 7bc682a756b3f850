import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestTerminal } from '../../../test/fakes/terminal.ts';
import { createTemporaryFolder } from '../../../test/support/temporary-store.ts';
import { startServer, type TestServer } from '../../node/http-server.fixture.ts';
import { runOn } from '../main.ts';

type Settings = Parameters<typeof createTestTerminal>[0];

/** A computer: a folder for its files, and a data folder that commands name. */
function createComputer() {
  const folder = createTemporaryFolder();
  const millrace = async (words: string[], settings: Settings = {}) => {
    const terminal = createTestTerminal({ workingFolder: folder, ...settings });
    const code = await runOn(terminal, [...words, '--data', join(folder, 'data')]);
    return { code, ...terminal.written };
  };
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return name;
  };
  const addSecret = (settings: Settings = {}) => {
    const secrets = write('s.json', '{"token":"canary-0123"}');
    const words = ['connections', 'add', 'Api', '--connector', 'http', '--auth', 'bearer', '--secrets', secrets];
    return millrace([...words, '--set', `baseUrl=${service.url}`], settings);
  };
  return { folder, millrace, write, addSecret, file: (name: string) => join(folder, name) };
}

let service: TestServer;
beforeAll(async () => {
  service = await startServer((_request, response) => void response.end('{}'));
});
afterAll(() => service.close());

const environment = { MILLRACE_PASSPHRASE: 'open sesame' };

describe('millrace vault', () => {
  it('status says honestly how secrets are protected, before and after there are any', async () => {
    const { millrace, addSecret } = createComputer();
    expect(await millrace(['vault', 'status'])).toMatchObject({
      code: 0,
      out: 'No secret is stored yet. The next one will be protected by nothing: no key is available here.\n',
    });
    expect((await addSecret({ environment })).code).toBe(0);
    expect(await millrace(['vault', 'status'], { environment })).toMatchObject({
      code: 0,
      out: 'Stored secrets are protected by a passphrase.\n',
    });
    const locked = await millrace(['vault', 'status', '--json']);
    expect(locked.code).toBe(1);
    expect(JSON.parse(locked.out)).toMatchObject({
      state: 'locked',
      protection: 'none',
      keptBy: ['passphrase'],
      reason: null,
      unreadable: [{ name: 'Api', problem: 'locked' }],
    });
  });

  it('init --unprotected is called what it is, and works beside a passphrase that is known', async () => {
    const { millrace, addSecret, file } = createComputer();
    await addSecret({ environment });
    const refused = await millrace(['vault', 'init', '--unprotected']);
    expect(refused.code).toBe(2);
    expect(() => statSync(file('data/vault-key.unprotected'))).toThrow();
    expect(await millrace(['vault', 'init', '--unprotected'], { environment })).toMatchObject({
      code: 0,
      out: expect.stringContaining('not protected'),
      err: 'notice: Stored secrets are now protected by an unprotected file, besides a passphrase.\n',
    });
    expect(statSync(file('data/vault-key.unprotected')).mode & 0o777).toBe(0o600);
    const { out } = await millrace(['vault', 'status', '--json']);
    expect(JSON.parse(out)).toMatchObject({ state: 'open', protection: 'unprotected-file', unreadable: [] });
    const again = await millrace(['vault', 'init', '--unprotected', '--json'], { environment });
    expect(JSON.parse(again.out)).toEqual({ folder: file('data'), made: false });
  });

  it('passphrase changes it by asking, tells a wrong one, and gives up the unprotected file', async () => {
    const { millrace, addSecret, write, file } = createComputer();
    await millrace(['vault', 'init', '--unprotected']);
    await addSecret();
    const first = await millrace(['vault', 'passphrase'], { secrets: ['first passphrase', 'first passphrase'] });
    expect(first).toMatchObject({ code: 0, out: 'Stored secrets are protected by a passphrase.\n' });
    expect(() => statSync(file('data/vault-key.unprotected'))).toThrow();

    const wrong = await millrace(['vault', 'passphrase'], { secrets: ['wrong passphrase'] });
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('The passphrase is wrong.') });
    const short = await millrace(['vault', 'passphrase'], { secrets: ['first passphrase', 'short', 'short'] });
    expect(short).toMatchObject({ code: 2, err: expect.stringContaining('at least 8 characters') });

    const words = ['vault', 'passphrase', '--new-passphrase-file', write('new.txt', 'second passphrase\n')];
    expect((await millrace([...words, '--passphrase-file', write('old.txt', 'first passphrase')])).code).toBe(0);
    expect((await millrace(['vault', 'status', '--passphrase-file', 'new.txt'])).code).toBe(0);
    const old = await millrace(['vault', 'status', '--passphrase-file', 'old.txt']);
    expect(old).toMatchObject({ code: 1, out: expect.stringContaining('It doesn’t open the stored secrets.') });
  });

  it('backup writes a file of one’s own without plain text, and restore puts the secrets back', async () => {
    const { millrace, addSecret, write, file } = createComputer();
    await addSecret({ environment });
    const own = ['--backup-passphrase-file', write('b.txt', 'the backup’s own')];
    expect(await millrace(['vault', 'backup', 'b.json', ...own], { environment })).toMatchObject({
      code: 0,
      out: `Wrote the secrets of 1 connection to “${file('b.json')}”.\n`,
    });
    expect(statSync(file('b.json')).mode & 0o777).toBe(0o600);
    const text = readFileSync(file('b.json'), 'utf8');
    for (const plain of ['canary', 'Api', 'token', 'bearer']) expect(text).not.toContain(plain);
    expect((await millrace(['vault', 'backup', 'b.json', ...own], { environment })).code).toBe(2);
    expect(readFileSync(file('b.json'), 'utf8')).toBe(text);

    const unchanged = await millrace(['vault', 'restore', 'b.json', ...own], { environment });
    expect(unchanged).toMatchObject({ code: 0, out: 'Api: already has these secrets.\n' });
    write('s2.json', '{"token":"newer-4567"}');
    await millrace(['connections', 'edit', 'Api', '--secrets', 's2.json'], { environment });
    const newer = await millrace(['vault', 'restore', 'b.json', ...own], { environment });
    expect(newer).toMatchObject({ code: 1, out: expect.stringContaining('left alone') });
    const replaced = await millrace(['vault', 'restore', 'b.json', '--replace-newer', ...own], { environment });
    expect(replaced).toMatchObject({ code: 0, out: 'Api: restored; test it before use.\n' });

    write('b.txt', 'another passphrase');
    const wrong = await millrace(['vault', 'restore', 'b.json', ...own], { environment });
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('It doesn’t open this backup.') });
  });

  it('start-over lets new secrets be stored after the key was lost, and restore brings the old ones back', async () => {
    const { millrace, addSecret, write } = createComputer();
    await addSecret({ environment });
    const own = ['--backup-passphrase-file', write('b.txt', 'the backup’s own')];
    await millrace(['vault', 'backup', 'b.json', ...own], { environment });
    const other = { environment: { MILLRACE_PASSPHRASE: 'a new passphrase' } };
    expect((await millrace(['vault', 'restore', 'b.json', ...own], other)).code).toBe(2);
    expect((await millrace(['vault', 'start-over'], other)).out).toContain('“Api”: its secrets are locked.');
    const restored = await millrace(['vault', 'restore', 'b.json', ...own], other);
    expect(restored).toMatchObject({ code: 0, out: 'Api: restored; test it before use.\n' });
    expect(await millrace(['vault', 'status'], other)).toMatchObject({
      code: 0,
      out: expect.not.stringContaining('Api'),
    });
  });

  it('refuses what isn’t a backup, saying what to choose', async () => {
    const { millrace, write, file } = createComputer();
    mkdirSync(file('folder'));
    const own = ['--backup-passphrase-file', write('b.txt', 'the backup’s own')];
    for (const name of [write('a.json', '{}'), write('c.json', 'not JSON'), 'folder', 'nowhere']) {
      const { code, err } = await millrace(['vault', 'restore', name, ...own], { environment });
      expect([name, code]).toEqual([name, 2]);
      expect(err).toMatch(/Choose a file that|Check the path/);
    }
  });
});
