import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixturePassword, readFixture } from '../../electron/key-store/key-store.fixture.ts';
import type { RunningPractice } from '../../electron/ports/practice.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
let org: RunningPractice;
let folder: string;
let logged: string[];

beforeEach(async () => {
  logged = [];
  temporary = await openTemporaryHost({ log: (line) => logged.push(line) });
  org = await temporary.host.services.practice.ensure();
  folder = mkdtempSync(join(tmpdir(), 'millrace-keys-'));
});

afterEach(async () => {
  await temporary.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a fixture into a folder of the person's and returns its path. */
function save(fixture: string, name = fixture): string {
  const path = join(folder, name);
  writeFileSync(path, readFixture(fixture));
  return path;
}

function details(name: string, keyStore: string, auth = 'jwt') {
  const fields = {
    environment: 'practice',
    clientId: org.clients[0]?.clientId ?? '',
    username: org.users[0]?.username ?? '',
    keyStore,
  };
  return { name, connector: 'salesforce', auth, fields, secrets: { storePassword: fixturePassword } };
}

describe('a connection that signs in with a key store', () => {
  it.each(['jwt', 'saml'])('by %s keeps what the file holds and its name, and outlives the file', async (auth) => {
    const { connections } = temporary.host.services;
    const path = save('practice.p12', 'server.p12');
    const { connection, test } = await connections.create(details('Server', path, auth));
    expect(test).toMatchObject({ succeeded: true });
    expect(connection.fields.keyStore).toBe('server.p12');
    expect([...connection.secretsStored].sort()).toEqual(['keyStoreContent', 'storePassword']);
    rmSync(path);
    expect(await connections.test(connection.id)).toMatchObject({ succeeded: true });
    const renamed = await connections.update(connection.id, { name: 'Renamed', fields: connection.fields });
    expect(renamed.test).toMatchObject({ succeeded: true });
  });

  it('takes the content that a browser sends instead of a path', async () => {
    const { connections } = temporary.host.services;
    const { secrets, ...rest } = details('Server', 'server.p12');
    const keyStoreContent = Buffer.from(readFixture('practice.p12')).toString('base64');
    const created = await connections.create({ ...rest, secrets: { ...secrets, keyStoreContent } });
    expect(created.test).toMatchObject({ succeeded: true });
  });

  it('takes another file, and another key of it, only when the test with that succeeds', async () => {
    const { connections } = temporary.host.services;
    const { connection } = await connections.create(details('Server', save('practice.p12')));
    const other = { keyStore: save('practice.jks'), alias: 'acme' };
    // The key “acme” isn't registered with the app.
    await expect(connections.update(connection.id, { fields: other })).rejects.toMatchObject({
      code: 'MISSING_TOKEN',
      why: expect.stringContaining('check Principal, certificate'),
    });
    expect(connections.get(connection.id).fields).toMatchObject({ keyStore: 'practice.p12' });
    const saved = await connections.update(connection.id, { fields: { ...other, alias: 'practice' } });
    expect(saved.connection.fields).toMatchObject({ keyStore: 'practice.jks', alias: 'practice' });
  });

  it.each<[string, () => string, object]>([
    ['isn’t there', () => join(folder, 'gone.p12'), { code: 'FILE_NOT_FOUND', data: { field: 'keyStore' } }],
    ['is a folder', () => folder, { code: 'FILE_UNREADABLE', data: { field: 'keyStore' } }],
    ['holds no key', () => save('trust.jks'), { code: 'KEY_NOT_FOUND', data: { field: 'keyStore' } }],
    ['holds an EC key', () => save('ec.pem'), { code: 'KEY_UNUSABLE', data: { field: 'alias' } }],
  ])('isn’t stored when the file %s', async (_what, find, refusal) => {
    const { connections } = temporary.host.services;
    const before = connections.list().length;
    await expect(connections.create(details('Server', find()))).rejects.toMatchObject(refusal);
    expect(connections.list()).toHaveLength(before);
  });

  it('to the practice org needs no key store', async () => {
    const { connections } = temporary.host.services;
    for (const auth of ['jwt', 'saml']) {
      const fields = { environment: 'practice' };
      const created = await connections.create({ name: auth, connector: 'salesforce', auth, fields, secrets: {} });
      expect(created.test).toMatchObject({ succeeded: true });
    }
  });

  it('stores no empty secrets: neither of a file that is taken away nor of a field that is cleared', async () => {
    const { connections } = temporary.host.services;
    const { secrets, ...rest } = details('Server', save('practice.p12'));
    const { connection } = await connections.create({ ...rest, secrets: { ...secrets, clientSecret: '' } });
    expect([...connection.secretsStored].sort()).toEqual(['keyStoreContent', 'storePassword']);
    // The practice org's own key takes the place of the one that is taken away.
    const cleared = await connections.update(connection.id, {
      fields: { keyStore: '' },
      secrets: { storePassword: '', clientSecret: '' },
    });
    expect(cleared.connection.secretsStored).toEqual([]);
    expect([...(cleared.connection.undoable?.changed ?? [])].sort()).toEqual([
      'keyStore',
      'keyStoreContent',
      'storePassword',
    ]);
    const undone = await connections.undoEdit(connection.id);
    expect([...undone.connection.secretsStored].sort()).toEqual(['keyStoreContent', 'storePassword']);
    expect(undone.connection.fields.keyStore).toBe('practice.p12');
  });

  it('S12 S17 leaves neither key nor store password in any file, log, list or answer', async () => {
    const { connections, keyStores } = temporary.host.services;
    const path = save('practice.p12');
    const shown: unknown[] = [await keyStores.read({ path, password: fixturePassword })];
    for (const auth of ['jwt', 'saml']) {
      const { connection } = await connections.create(details(auth, path, auth));
      for (let turn = 0; turn < 3; turn += 1) shown.push(await connections.test(connection.id));
      await connections
        .update(connection.id, { secrets: { storePassword: `${fixturePassword}-wrong` } })
        .catch((error: unknown) => shown.push(error, String((error as Error).cause)));
      await connections
        .update(connection.id, { fields: { username: 'nobody@x.example' } })
        .catch((error: unknown) => shown.push(error, String((error as Error).cause)));
    }
    shown.push(connections.list(), logged);
    const text = JSON.stringify(shown);
    const files = readdirSync(temporary.dataFolder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => ({ name: file.name, bytes: readFileSync(join(file.parentPath, file.name)) }));
    expect(files.length).toBeGreaterThan(1);
    for (const [what, needle] of needles()) {
      expect(text.includes(needle.toString('latin1')), what).toBe(false);
      for (const { name, bytes } of files) expect(bytes.includes(needle), `${what} in ${name}`).toBe(false);
    }
  });
});

/** The store password and parts of the key and of its file, as they would look on a disk. */
function needles(): [string, Buffer][] {
  const file = Buffer.from(readFixture('practice.p12'));
  const { privateKey } = org;
  const key = Buffer.from(privateKey.replace(/-----.*-----|\s/g, ''), 'base64');
  const secrets: [string, Buffer][] = [
    ['password', Buffer.from(fixturePassword)],
    // Multiples of three, so that Base64 falls on the same letters.
    ['key', key.subarray(300, 330)],
    ['key store', file.subarray(600, 630)],
  ];
  return secrets.flatMap(([what, bytes]): [string, Buffer][] => [
    [what, bytes],
    [`${what} in UTF-16`, Buffer.from(bytes.toString('latin1'), 'utf16le')],
    [`${what} in Base64`, Buffer.from(bytes.toString('base64').replace(/=+$/, ''))],
    [`${what} in Base64 for URLs`, Buffer.from(bytes.toString('base64url'))],
    [`${what} in hexadecimal`, Buffer.from(bytes.toString('hex'))],
    [`${what} in a URL`, Buffer.from(encodeURIComponent(bytes.toString('latin1')))],
    [`${what} in JSON`, Buffer.from(JSON.stringify(bytes.toString('latin1')).slice(1, -1))],
    [`${what} backwards`, Buffer.from(bytes).reverse()],
  ]);
}
