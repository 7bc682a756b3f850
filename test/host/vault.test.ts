import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type NodeHost, type NodeHostOptions, openNodeHost } from '../../electron/compose/node-host.ts';
import { createNodeCipher } from '../../electron/node/cipher.ts';
import { openDatabase } from '../../electron/node/database.ts';
import { startServer, type TestServer } from '../../electron/node/http-server.fixture.ts';
import { createKeyFile, createKeyFileSource } from '../../electron/node/key-file.ts';
import { createPassphraseSource } from '../../electron/node/key-passphrase.ts';
import { makePrivateFolder } from '../../electron/node/store-files.ts';
import type { KeySource } from '../../electron/ports/cipher.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';

const cipher = createNodeCipher();

/** Tells whether the right token came; answers every request. */
async function startService(): Promise<TestServer> {
  const service = await startServer((request, response) => {
    response.statusCode = request.headers.authorization === 'Bearer canary-token' ? 200 : 401;
    response.end('{}');
  });
  onTestFinished(() => service.close());
  return service;
}

async function openHost(dataFolder: string, keySources: KeySource[], options: Partial<NodeHostOptions> = {}) {
  const host = await openNodeHost({
    dataFolder,
    ownerName: 'test',
    version: '0',
    shell: 'none',
    keySources,
    ...options,
  });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await host.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { ...host, close };
}

function createFileSource(folder: string): KeySource {
  makePrivateFolder(folder);
  createKeyFile(folder, cipher);
  return createKeyFileSource(folder, cipher);
}

const details = (url: string, name = 'Api') => ({
  name,
  connector: 'http',
  auth: 'bearer',
  fields: { baseUrl: url },
  secrets: { token: 'canary-token' },
});

const create = async (host: NodeHost, url: string, name?: string): Promise<string> =>
  (await host.services.connections.create(details(url, name))).connection.id;

describe('the vault of the host', () => {
  it('R21 opens a store of the first layout, and seals its secrets anew without counting an edit', async () => {
    const [folder, service] = [createTemporaryFolder(), await startService()];
    const source = createFileSource(folder);
    const before = await openHost(folder, [source]);
    const id = await create(before, service.url);
    await before.close();

    // As the first layout kept it: one key for each source, one blob for each connection.
    const key = cipher.createKey();
    const old = cipher.seal(key, new TextEncoder().encode('{"token":"canary-token"}'), `millrace.vault/1:${id}`);
    const database = openDatabase(join(folder, 'millrace.db'));
    database.execute('DELETE FROM wrapped_keys');
    database.prepare('INSERT INTO wrapped_keys VALUES (?, ?)').run('unprotected-file', await source.wrap(key));
    database.prepare('UPDATE connections SET sealed = ? WHERE id = ?').run(old, id);
    database.close();

    const host = await openHost(folder, [source]);
    const revision = host.services.connections.get(id).revision;
    expect(await host.services.connections.test(id)).toMatchObject({ succeeded: true });
    expect(await host.services.vault.status()).toMatchObject({ state: 'open', unreadable: [] });
    const { sealed } = host.services.store.connections.get(id);
    expect(Buffer.from(sealed ?? []).toString('latin1')).toMatch(/^millrace\.vault\/2/);
    expect(host.services.connections.get(id).revision).toBe(revision);
    expect(await host.services.connections.test(id)).toMatchObject({ succeeded: true });
  });

  it('without its key names the connections that can’t be opened, changes nothing, and opens them all without a restart', async () => {
    const [folder, service] = [createTemporaryFolder(), await startService()];
    const first = await openHost(folder, [createPassphraseSource(cipher, 'open sesame')]);
    const ids = [await create(first, service.url, 'One'), await create(first, service.url, 'Two')];
    await first.close();

    const host = await openHost(folder, []);
    const { connections, vault, changes, store, info } = host.services;
    const sealed = () => store.connections.list().map((connection) => connection.sealed);
    const before = sealed();
    const told: string[] = [];
    changes.subscribe(({ type }) => told.push(type));
    expect(await vault.status()).toMatchObject({
      state: 'locked',
      unreadable: [
        { name: 'One', problem: 'locked' },
        { name: 'Two', problem: 'locked' },
      ],
    });
    expect(info().capabilities.secretsAtRest).toBe('none');
    const calls = service.received.length;
    await expect(create(host, service.url, 'Three')).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
    await expect(connections.update(ids[0] ?? '', { secrets: { token: 'canary-token' } })).rejects.toMatchObject({
      code: 'SECRET_STORE_LOCKED',
    });
    await expect(vault.unlock('open barley')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    expect(service.received).toHaveLength(calls);
    expect(sealed()).toEqual(before);

    expect(await vault.unlock('open sesame')).toMatchObject({ state: 'open', unreadable: [] });
    expect(told).toContain('vault.changed');
    for (const id of ids) expect(await connections.test(id)).toMatchObject({ succeeded: true });
  });

  it('with a lost key takes secrets that are entered again, connection by connection, and leaves the others', async () => {
    const [folder, service] = [createTemporaryFolder(), await startService()];
    const first = await openHost(folder, [createPassphraseSource(cipher, 'forgotten words')]);
    const [one, two] = [await create(first, service.url, 'One'), await create(first, service.url, 'Two')];
    await first.close();

    const host = await openHost(folder, [createFileSource(folder)]);
    const { connections, vault, store } = host.services;
    const left = store.connections.get(two).sealed;
    await vault.startOver();
    await expect(connections.update(one, { fields: { baseUrl: `${service.url}/v2` } })).rejects.toMatchObject({
      code: 'SECRET_STORE_LOCKED',
    });
    await connections.update(one, { secrets: { token: 'canary-token' } });
    expect((await vault.status()).unreadable).toEqual([
      { kind: 'connection', id: two, name: 'Two', problem: 'locked' },
    ]);
    expect(store.connections.get(two).sealed).toEqual(left);
    await vault.unlock('forgotten words');
    expect((await vault.status()).unreadable).toEqual([]);
    expect(await connections.test(two)).toMatchObject({ succeeded: true });
  });

  it('says which connection’s secrets are damaged, and refuses to make a backup that would lack them', async () => {
    const [folder, service] = [createTemporaryFolder(), await startService()];
    const host = await openHost(folder, [createFileSource(folder)]);
    const [one, two] = [await create(host, service.url, 'One'), await create(host, service.url, 'Two')];
    const { store, vault } = host.services;
    const [ofOne, ofTwo] = [store.connections.get(one).sealed, store.connections.get(two).sealed];
    if (!ofOne || !ofTwo) throw new Error('Nothing was sealed.');
    // S13: swapped between connections.
    store.connections.reseal(two, ofTwo, ofOne);
    expect((await vault.status()).unreadable).toEqual([
      { kind: 'connection', id: two, name: 'Two', problem: 'damaged' },
    ]);
    await expect(vault.backup('long enough')).rejects.toMatchObject({
      code: 'SECRET_DAMAGED',
      message: 'The secrets of “Two” can’t be opened, so no backup was made.',
    });
  });

  it('restores a backup on another computer only into connections that sign in to the same place', async () => {
    const service = await startService();
    const [here, there] = [createTemporaryFolder(), createTemporaryFolder()];
    const origin = await openHost(here, [createFileSource(here)]);
    for (const name of ['Same', 'Elsewhere', 'Gone']) await create(origin, service.url, name);
    const { text } = await origin.services.vault.backup('long enough');

    const target = await openHost(there, [createFileSource(there)]);
    const { connections, store, vault } = target.services;
    const bare = (name: string, url: string) => {
      const { secrets: _, ...rest } = details(url, name);
      store.connections.create(name, { ...rest, description: '', environment: '', secretsStored: [], sealed: null });
    };
    bare('Same', service.url);
    bare('Elsewhere', 'http://127.0.0.1:1');
    expect(await vault.restore({ text, passphrase: 'long enough' })).toEqual([
      { kind: 'connection', name: 'Elsewhere', outcome: 'missing' },
      { kind: 'connection', name: 'Gone', outcome: 'missing' },
      { kind: 'connection', name: 'Same', outcome: 'restored' },
    ]);
    expect(store.connections.get('Elsewhere').sealed).toBeNull();
    expect(await connections.test('Same')).toMatchObject({ succeeded: true });
  });
});
