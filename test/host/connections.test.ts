import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningPractice } from '../../electron/ports/practice.ts';
import { encodeSecret } from '../support/encode-secret.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
let org: RunningPractice;

beforeEach(async () => {
  temporary = await openTemporaryHost();
  org = await temporary.host.services.practice.ensure();
});

afterEach(() => temporary.dispose());

function details(name: string, password?: string) {
  const [user] = org.users;
  const [client] = org.clients;
  return {
    name,
    connector: 'salesforce',
    auth: 'password',
    fields: { environment: 'practice', clientId: client?.clientId ?? '', username: user?.username ?? '' },
    secrets: {
      password: password ?? user?.password ?? '',
      securityToken: user?.securityToken ?? '',
      clientSecret: client?.clientSecret ?? '',
    },
  };
}

describe('connections of the host', () => {
  it('are tested when they are created, and the result is kept', async () => {
    const { connections } = temporary.host.services;
    const { connection, test } = await connections.create(details('Second CRM'));
    expect(test).toMatchObject({ succeeded: true, message: expect.stringContaining('Signed in as') });
    expect(connections.get(connection.id)).toMatchObject({ status: 'connected', lastTest: { succeeded: true } });
  });

  it('to the practice org need neither fields nor secrets', async () => {
    const { connections } = temporary.host.services;
    for (const auth of ['password', 'client_credentials']) {
      const created = await connections.create({
        name: `Practice by ${auth}`,
        connector: 'salesforce',
        auth,
        fields: { environment: 'practice' },
        secrets: {},
      });
      expect(created.test).toMatchObject({ succeeded: true });
    }
  });

  it('are not stored when the test fails, and the failure says cause and fix', async () => {
    const { connections } = temporary.host.services;
    const before = connections.list().length;
    await expect(connections.create(details('Wrong', 'wrong password'))).rejects.toMatchObject({
      code: 'MISSING_TOKEN',
      why: expect.any(String),
      fix: expect.any(String),
    });
    expect(connections.list()).toHaveLength(before);
  });

  it('keep their old details when an edit’s test fails', async () => {
    const { connections } = temporary.host.services;
    const { connection } = await connections.create(details('Second CRM'));
    await expect(connections.update(connection.id, { secrets: { password: 'wrong' } })).rejects.toMatchObject({
      code: 'MISSING_TOKEN',
    });
    expect(connections.get(connection.id).revision).toBe(connection.revision);
    expect(await connections.test(connection.id)).toMatchObject({ succeeded: true });
  });

  it('S12 leave no secret in plain text in the data folder, whatever the encoding', async () => {
    const { connections } = temporary.host.services;
    await connections.create(details('Second CRM'));
    const secret = org.users[0]?.password ?? '';
    expect(secret.length).toBeGreaterThan(5);
    const needles = encodeSecret(secret);
    for (const file of readdirSync(temporary.dataFolder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const bytes = readFileSync(join(file.parentPath, file.name));
      for (const needle of needles) expect(bytes.includes(needle), `${file.name}: ${needle}`).toBe(false);
    }
  });

  it('never hand a secret out: not in lists, details or events', async () => {
    const { services } = temporary.host;
    const told: unknown[] = [];
    services.changes.subscribe((change) => told.push(change));
    const { connection } = await services.connections.create(details('Second CRM'));
    await services.connections.test(connection.id);
    const shown = JSON.stringify([services.connections.list(), services.connections.get(connection.id), told]);
    for (const secret of Object.values(details('x').secrets)) expect(shown).not.toContain(secret);
  });

  it('that are inactive fail a flow with a clear error before it runs', async () => {
    const { services } = temporary.host;
    const [practice] = services.connections.list();
    services.store.connections.setStatus(practice?.id ?? '', 'inactive');
    await expect(services.runs.startStored({ flowId: services.info().starterFlowId ?? '' })).rejects.toMatchObject({
      code: 'CONNECTION_INACTIVE',
      message: 'The connection “Practice CRM” is inactive.',
    });
    expect(services.runs.list({ offset: 0, limit: 1 }).total).toBe(0);
  });

  it('offer the objects of the org and the fields of one', async () => {
    const { connections } = temporary.host.services;
    const [practice] = connections.list();
    const load = (name: string, settings = {}) =>
      connections.loadOptions({
        connectionId: practice?.id ?? '',
        stepType: 'salesforce.create',
        load: name,
        settings,
      });
    const objects = (await load('objects')).options.map(({ value }) => value);
    expect(objects).toEqual(expect.arrayContaining(['Account', 'Contact', 'Lead', 'Opportunity']));
    const fields = (await load('fields', { SObjectName: 'Contact' })).options;
    expect(fields).toContainEqual(expect.objectContaining({ value: 'LastName', required: true }));
  });
});
