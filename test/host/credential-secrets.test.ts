import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import { encodeSecret } from '../support/encode-secret.ts';
import { creatingFlow, practiceDetails, refusalOf } from './connection-world.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let org: PracticeOrg;
let temporary: TemporaryHost;

beforeAll(async () => {
  org = await startPracticeOrg();
});
afterAll(() => org.close());
beforeEach(async () => {
  org.reset();
  temporary = await openTemporaryHost();
});
afterEach(() => temporary.dispose());

function detailsOf(name: string, user = 0) {
  const { name: _, connector, ...principal } = practiceDetails(org, name, user);
  return { name, entity: 'lead' as const, connector, principal };
}

async function create(computer: TemporaryHost, name: string, user = 0) {
  const { credential } = await computer.host.services.credentials.create(detailsOf(name, user));
  return { id: credential.id, principalId: credential.principals[0]?.id ?? '' };
}

const use = async (computer: TemporaryHost, credential: string, name: string) => {
  const details = { name, connector: 'salesforce', auth: 'named', fields: { credential }, secrets: {} };
  return (await computer.host.services.connections.create(details)).connection;
};

const sealedOf = (principalId: string): Uint8Array => {
  const { sealed } = temporary.host.services.store.principals.get(principalId);
  if (!sealed) throw new Error('Nothing was sealed.');
  return sealed;
};

describe('the secrets of a named credential', () => {
  it('S12 S16 stand nowhere: not in the data folder, in runs, flows, events, answers or refusals', async () => {
    const { services } = temporary.host;
    const told: unknown[] = [];
    services.changes.subscribe((change) => told.push(change));
    const { id, principalId } = await create(temporary, 'Sales team');
    const connection = await use(temporary, id, 'Acme');
    const document = creatingFlow('Uses it');
    const flow = services.flows.create('Uses it', document);
    services.flows.save({ ...flow, bindings: { crm: connection.id } });
    const request = { document, revision: 1, bindings: { crm: connection.id }, baseFolder: temporary.dataFolder };
    const { runId, result } = await services.runs.startDocument(request);
    expect((await result).state.status).toBe('succeeded');
    const wrong = 'cAnary/7+ü"wrong';
    const refused = await refusalOf(
      services.credentials.savePrincipal({ credentialId: id, principalId, secrets: { password: wrong } }),
    );
    expect(refused.code).toBe('MISSING_TOKEN');

    const needles = [...Object.values(practiceDetails(org, '').secrets), wrong].flatMap(encodeSecret);
    const find = (bytes: Buffer) => needles.filter((needle) => bytes.includes(needle)).map(String);
    const shown = [
      told,
      refused,
      services.credentials.list(),
      services.connections.list(),
      services.flows.list(),
      services.store.flows.get(flow.id),
      services.store.runs.events(runId, 0),
      services.store.runs.get(runId),
    ];
    expect(find(Buffer.from(JSON.stringify(shown)))).toEqual([]);
    for (const file of readdirSync(temporary.dataFolder, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) expect(find(readFileSync(join(file.parentPath, file.name))), file.name).toEqual([]);
    }
  });

  it('S13 that were altered or swapped with another’s are refused, named, and keep a backup from being made', async () => {
    const { store, vault, credentials, connections } = temporary.host.services;
    const [one, two] = [await create(temporary, 'One'), await create(temporary, 'Two', 1)];
    const connection = await use(temporary, two.id, 'Acme');
    const [ofOne, ofTwo] = [sealedOf(one.principalId), sealedOf(two.principalId)];
    expect((await vault.status()).unreadable).toEqual([]);
    // Every byte is flipped in the tests of the vault.
    for (let at = 0; at < ofTwo.length; at += 25) {
      const flipped = ofTwo.map((byte, index) => (index === at ? byte ^ 1 : byte));
      store.principals.reseal(two.principalId, ofTwo, flipped);
      expect((await vault.status()).unreadable).toMatchObject([{ name: 'Two', problem: 'damaged' }]);
      store.principals.reseal(two.principalId, flipped, ofTwo);
    }
    store.principals.reseal(two.principalId, ofTwo, ofOne);
    expect((await vault.status()).unreadable).toEqual([
      { kind: 'credential', id: two.id, name: 'Two', problem: 'damaged' },
    ]);
    await expect(vault.backup('long enough')).rejects.toMatchObject({ code: 'SECRET_DAMAGED' });
    // The session that was signed in before would hide it.
    expect(await connections.refresh(connection.id)).toMatchObject({ succeeded: false, code: 'SECRET_DAMAGED' });
    expect(await credentials.test(one.id)).toMatchObject([
      { result: { message: expect.stringContaining('Signed in') } },
    ]);
  });

  it('are part of a backup, and come back only into the credential that signs in to the same place', async () => {
    await create(temporary, 'Sales team');
    await create(temporary, 'Elsewhere');
    const { text, kinds } = await temporary.host.services.vault.backup('long enough');
    // The practice connection that every computer begins with has no secrets.
    expect(kinds).toEqual(['credential', 'credential']);

    const other = await openTemporaryHost();
    try {
      const { credentials, connections, store, vault } = other.host.services;
      const { id, principalId } = await create(other, 'Sales team');
      const elsewhere = await create(other, 'Elsewhere', 1);
      const connection = await use(other, id, 'Acme');
      store.principals.update(principalId, { sealed: null, secretsStored: [] });
      const told: unknown[] = [];
      other.host.services.changes.subscribe((change) => told.push(change));
      expect(await vault.restore({ text, passphrase: 'long enough' })).toEqual([
        { kind: 'credential', name: 'Elsewhere', outcome: 'missing' },
        { kind: 'credential', name: 'Sales team', outcome: 'restored' },
      ]);
      expect(told).toEqual([{ type: 'credentials.changed', credentialId: id }]);
      expect(credentials.get(id).principals).toMatchObject([{ status: 'not_tested', secretsStored: { length: 3 } }]);
      expect(await connections.test(connection.id)).toMatchObject({ succeeded: true });
      expect(await credentials.test(elsewhere.id)).toMatchObject([{ result: { succeeded: true } }]);
    } finally {
      await other.dispose();
    }
  });
});
