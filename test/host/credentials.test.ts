import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { control } from '../../electron/connectors/salesforce/practice.fixture.ts';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
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

const services = () => temporary.host.services;
const signIns = () => org.requests().filter(({ path }) => path === '/services/oauth2/token').length;

function principalOf(user = 0) {
  const { name: _, connector: __, ...details } = practiceDetails(org, '', user);
  return details;
}

async function createCredential(name = 'Sales team', user = 0) {
  const details = { name, entity: 'lead' as const, connector: 'salesforce', principal: principalOf(user) };
  const { credential } = await services().credentials.create(details);
  const [principal] = credential.principals;
  return { credential, id: credential.id, principalId: principal?.id ?? '' };
}

const use = (credential: string, name: string) =>
  services().connections.create({ name, connector: 'salesforce', auth: 'named', fields: { credential }, secrets: {} });

const userOf = (index: number) => org.users[index]?.username ?? '';

describe('a named credential', () => {
  it('is tested before it is stored, and shows no secret', async () => {
    const { credential } = await createCredential();
    expect(credential).toMatchObject({ name: 'Sales team', entity: 'lead', customEntity: '', revision: 1, usedBy: [] });
    expect(credential.principals).toMatchObject([
      {
        name: userOf(0),
        auth: 'password',
        environment: 'practice',
        permitted: true,
        status: 'connected',
        lastTest: { succeeded: true },
        secretsStored: ['password', 'securityToken', 'clientSecret'],
      },
    ]);
    const shown = JSON.stringify([services().credentials.list(), credential]);
    for (const secret of Object.values(principalOf().secrets)) expect(shown).not.toContain(secret);
  });

  it('tells how far the test of a principal has come, under its id', async () => {
    const { id, principalId } = await createCredential();
    const told: unknown[] = [];
    services().changes.subscribe((change) => {
      if (change.type === 'tests.progressed' && change.id === principalId) told.push(change.lines);
    });
    await services().credentials.test(id);
    expect(told).not.toEqual([]);
    expect(told.at(-1)).toContainEqual(expect.objectContaining({ status: 'succeeded' }));
  });

  it('isn’t stored when the test fails, when its name is taken or when a custom entity has no name', async () => {
    await createCredential();
    const { credentials } = services();
    const details = { name: 'Other', entity: 'lead' as const, connector: 'salesforce' };
    const wrong = { ...principalOf(), secrets: { password: 'wrong' } };
    expect(await refusalOf(credentials.create({ ...details, principal: wrong }))).toMatchObject({
      code: 'MISSING_TOKEN',
      lines: [{ status: 'succeeded' }, { status: 'failed' }, { status: 'notRun' }],
    });
    const before = signIns();
    const principal = principalOf();
    await expect(credentials.create({ ...details, name: 'SALES TEAM', principal })).rejects.toMatchObject({
      code: 'NAME_TAKEN',
    });
    await expect(credentials.create({ ...details, entity: 'custom', principal })).rejects.toMatchObject({
      code: 'SETTING_REQUIRED',
      data: { field: 'customEntity' },
    });
    const named = { ...principal, auth: 'named' };
    await expect(credentials.create({ ...details, principal: named })).rejects.toMatchObject({ code: 'SETTING_WRONG' });
    expect(signIns()).toBe(before);
    expect(credentials.list()).toHaveLength(1);
  });

  it('signs in once for three connections and all their runs', async () => {
    const { id } = await createCredential();
    const before = signIns();
    for (const name of ['One', 'Two', 'Three']) {
      const { connection, test } = await use(id, name);
      expect(test.message).toContain(`Signed in as ${userOf(0)}`);
      expect(connection).toMatchObject({ status: 'connected', environment: 'practice', secretsStored: [] });
      const { flows, runs } = services();
      const flow = flows.create(name, creatingFlow(name));
      flows.save({ ...flow, bindings: { crm: connection.id } });
      const { result } = await runs.startDocument({
        document: creatingFlow(name),
        revision: 1,
        bindings: { crm: connection.id },
        baseFolder: temporary.dataFolder,
      });
      expect((await result).state.status).toBe('succeeded');
    }
    await services().connections.testAll();
    expect(signIns() - before).toBe(1);
    expect(
      services()
        .credentials.get(id)
        .usedBy.map(({ name }) => name),
    ).toEqual(['One', 'Three', 'Two']);
  });

  it('that is edited reaches three connections at once, while a run in progress keeps the old details', async () => {
    const { id, principalId } = await createCredential();
    const connections = [];
    for (const name of ['One', 'Two', 'Three']) connections.push((await use(id, name)).connection);
    const opened = services().connections.openable(connections[0]?.id ?? '');
    const changes: string[] = [];
    services().changes.subscribe((change) => changes.push(change.type));
    const other = principalOf(1);
    const saved = await services().credentials.savePrincipal({
      credentialId: id,
      principalId,
      fields: other.fields,
      secrets: other.secrets,
    });
    expect(saved).toMatchObject({ stops: [], test: { succeeded: true }, credential: { revision: 2 } });
    expect(changes).toEqual(expect.arrayContaining(['credentials.changed', 'connections.changed']));
    for (const connection of connections) {
      const present = services().connections.get(connection.id);
      expect(present.lastTest?.message).toContain(`Signed in as ${userOf(1)}`);
      expect(present.revision).toBe(connection.revision);
    }
    // What a run opened when it began.
    expect(opened.fields.username).toBe(userOf(0));
    expect(await opened.secrets()).toMatchObject({ password: principalOf(0).secrets.password });
    expect(services().connections.openable(connections[0]?.id ?? '').fields.username).toBe(userOf(1));
  });

  it('keeps everything as it was when the test of an edit fails, or when somebody else edited it', async () => {
    const { id, principalId, credential } = await createCredential();
    const { credentials } = services();
    const wrong = { credentialId: id, principalId, secrets: { password: 'wrong' } };
    expect(await refusalOf(credentials.savePrincipal(wrong))).toMatchObject({ code: 'MISSING_TOKEN' });
    expect(credentials.get(id)).toEqual(credential);
    const { revision } = credentials.update(id, { name: 'Renamed', expectedRevision: 1 });
    expect(revision).toBe(2);
    const late = { credentialId: id, principalId, name: 'Late', expectedRevision: 1 };
    await expect(credentials.savePrincipal(late)).rejects.toMatchObject({ code: 'SAVE_CONFLICT' });
    expect(() => credentials.update(id, { name: 'Late', expectedRevision: 1 })).toThrow('was changed');
    const { secrets } = principalOf();
    const both = await Promise.allSettled([
      credentials.savePrincipal({ credentialId: id, principalId, secrets }),
      credentials.savePrincipal({ credentialId: id, principalId, fields: { apiVersion: '63.0' } }),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'SAVE_CONFLICT' } });
  });

  it('needs exactly one principal: a second one stops the connections, and says which', async () => {
    const { id, principalId } = await createCredential();
    const { connection } = await use(id, 'Acme');
    const { credentials, connections } = services();
    const second = { credentialId: id, ...principalOf(1) };
    const saved = await credentials.savePrincipal(second);
    expect(saved.stops).toEqual([{ connectionId: connection.id, name: 'Acme' }]);
    expect(connections.get(connection.id)).toMatchObject({
      status: 'failed',
      environment: '',
      lastTest: { message: '“Sales team” has 2 principals, and exactly one is needed.', code: 'CREDENTIAL_NOT_USABLE' },
    });
    expect(() => connections.openable(connection.id)).toThrow('can’t be used');
    await expect(use(id, 'Other')).rejects.toMatchObject({ code: 'CREDENTIAL_NOT_USABLE' });
    expect(connections.list().map(({ name }) => name)).not.toContain('Other');

    await credentials.removePrincipal(id, principalId);
    expect(connections.get(connection.id)).toMatchObject({
      status: 'connected',
      lastTest: { message: expect.stringContaining(userOf(1)) },
    });
    const [last] = credentials.get(id).principals;
    await expect(credentials.removePrincipal(id, last?.id ?? '')).rejects.toMatchObject({ code: 'LAST_PRINCIPAL' });
    await expect(credentials.removePrincipal(id, principalId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is kept, and refused to be removed, while a connection uses it; the connection’s end leaves it', async () => {
    const { id } = await createCredential();
    const { connection } = await use(id, 'Acme');
    const { credentials, connections } = services();
    expect(() => credentials.remove(id)).toThrow('Can’t delete “Sales team”.');
    const refused = await refusalOf(Promise.resolve().then(() => credentials.remove(id)));
    expect(refused).toMatchObject({
      code: 'CREDENTIAL_IN_USE',
      why: '1 connection uses it: Acme.',
      data: { connections: ['Acme'], connectionIds: [connection.id] },
    });
    connections.remove(connection.id);
    expect(credentials.get(id)).toMatchObject({ usedBy: [], principals: [{ status: 'connected' }] });
    expect(await credentials.test(id)).toMatchObject([{ result: { succeeded: true } }]);
    credentials.remove(id);
    expect(credentials.list()).toEqual([]);
    await expect(use(id, 'Late')).rejects.toMatchObject({
      code: 'CREDENTIAL_NOT_USABLE',
      why: 'It isn’t there any more.',
    });
  });

  it('whose sign-in is refused for good marks the connections that use it', async () => {
    const { id } = await createCredential();
    const { connection } = await use(id, 'Acme');
    await control(org, 'lockUser', { username: userOf(0) });
    await control(org, 'expireTokens');
    expect(await services().credentials.test(id)).toMatchObject([{ result: { succeeded: false } }]);
    expect(services().credentials.get(id).principals).toMatchObject([{ status: 'failed' }]);
    expect(await services().connections.test(connection.id)).toMatchObject({ succeeded: false });
  });
});

describe('a principal without permission', () => {
  it('leaves a new connection inactive; it is connected once the permission is there', async () => {
    const { id, principalId } = await createCredential();
    const { credentials, connections, runs, flows } = services();
    await credentials.savePrincipal({ credentialId: id, principalId, permitted: false });
    const { connection, test } = await use(id, 'Acme');
    expect(test).toMatchObject({
      succeeded: false,
      message: `Nobody may use the principal “${userOf(0)}” of “Sales team”.`,
    });
    expect(connection).toMatchObject({ status: 'inactive', active: true });
    const flow = flows.create('Uses it', creatingFlow('Uses it'));
    flows.save({ ...flow, bindings: { crm: connection.id } });
    await expect(runs.startStored({ flowId: flow.id })).rejects.toMatchObject({
      code: 'CONNECTION_INACTIVE',
      why: test.message,
    });
    const renamed = await connections.update(connection.id, { name: 'Renamed' });
    expect(renamed).toMatchObject({ connection: { name: 'Renamed', status: 'inactive' }, test: { succeeded: false } });
    const allowed = await credentials.savePrincipal({ credentialId: id, principalId, permitted: true });
    expect(allowed).toMatchObject({ test: null, stops: [] });
    expect(connections.get(connection.id).status).toBe('connected');

    const { stops } = await credentials.savePrincipal({ credentialId: id, principalId, permitted: false });
    expect(stops).toEqual([{ connectionId: connection.id, name: 'Renamed' }]);
    expect(connections.get(connection.id).status).toBe('inactive');
  });

  it('in the service is treated alike', async () => {
    const { id } = await createCredential('Standard', 1);
    await control(org, 'permissions', { profile: 'Standard User', permission: 'ApiEnabled', granted: false });
    const { connection, test } = await use(id, 'Acme');
    expect(test).toMatchObject({ succeeded: false, message: 'This user or edition has no API access.' });
    expect(connection.status).toBe('inactive');
    await control(org, 'permissions', { profile: 'Standard User', permission: 'ApiEnabled', granted: true });
    expect(await services().connections.test(connection.id)).toMatchObject({ succeeded: true });
    expect(services().connections.get(connection.id).status).toBe('connected');
  });
});

describe('a connection with a named credential', () => {
  it('lets only its name and description be changed', async () => {
    const { id } = await createCredential();
    const other = await createCredential('Other', 1);
    const { connection } = await use(id, 'Acme');
    const { connections } = services();
    const edited = await connections.update(connection.id, { name: 'Renamed', description: 'New', fields: {} });
    expect(edited.connection).toMatchObject({ name: 'Renamed', description: 'New', undoable: null });
    const refused = { code: 'NAMED_CREDENTIAL_READ_ONLY', fix: 'Managed in Settings ▸ Named credentials.' };
    for (const changes of [
      { fields: { credential: other.id } },
      { secrets: { password: 'x' } },
      { authorizationId: 'granted' },
    ]) {
      await expect(connections.update(connection.id, changes)).rejects.toMatchObject(refused);
    }
    await expect(connections.undoEdit(connection.id)).rejects.toMatchObject(refused);
    await expect(connections.authorize({ id: connection.id }).next()).rejects.toMatchObject(refused);
    expect(connections.get(connection.id)).toMatchObject({ name: 'Renamed', fields: { credential: id } });
  });
});
