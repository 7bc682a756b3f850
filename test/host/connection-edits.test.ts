import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningPractice } from '../../electron/ports/practice.ts';
import { control, creatingFlow, practiceDetails, refusalOf } from './connection-world.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
let org: RunningPractice;

beforeEach(async () => {
  temporary = await openTemporaryHost();
  org = await temporary.host.services.practice.ensure();
});

afterEach(() => temporary.dispose());

const services = () => temporary.host.services;
const create = async (name: string, user = 0) =>
  (await services().connections.create(practiceDetails(org, name, user))).connection;

describe('an edit of a connection', () => {
  it('that changes only the name is refused as well when the test fails, and nothing is saved', async () => {
    const before = await create('Acme');
    await control(org, 'fault', { path: '/services/oauth2/token', status: 503 });
    const refused = await refusalOf(services().connections.update(before.id, { name: 'Renamed', description: 'New' }));
    expect(refused.lines.some(({ status }) => status === 'failed')).toBe(true);
    expect(services().connections.get(before.id)).toEqual(before);
  });

  it('by a second window is refused naming what the first one changed, and can then be made', async () => {
    const { id, revision } = await create('Acme');
    const { connections } = services();
    await connections.update(id, { description: 'First', fields: { apiVersion: '63.0' }, expectedRevision: revision });
    const second = { name: 'Second', expectedRevision: revision };
    const { code, why, data } = await refusalOf(connections.update(id, second));
    expect({ code, why, fields: data.fields }).toEqual({
      code: 'SAVE_CONFLICT',
      why: 'Another window or command changed: apiVersion, description.',
      fields: ['apiVersion', 'description'],
    });
    const present = connections.get(id);
    expect(present).toMatchObject({ name: 'Acme', description: 'First', fields: { apiVersion: '63.0' } });
    const saved = await connections.update(id, { ...second, expectedRevision: present.revision });
    expect(saved.connection).toMatchObject({ name: 'Second', description: 'First', fields: { apiVersion: '63.0' } });
  });

  it('that was overtaken while its test ran is refused, and the other one stays', async () => {
    const { id } = await create('Acme');
    const { connections } = services();
    const outcomes = await Promise.allSettled([
      connections.update(id, { description: 'One' }),
      connections.update(id, { fields: { apiVersion: '63.0' } }),
    ]);
    const saved = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(saved).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'SAVE_CONFLICT' } });
    expect(connections.get(id).revision).toBe(2);
  });

  it('can be undone once, with its secrets, after a test', async () => {
    const { id } = await create('Acme');
    const { connections } = services();
    const other = practiceDetails(org, 'Sales', 1);
    const edited = await connections.update(id, {
      name: 'Sales',
      fields: { username: other.fields.username },
      secrets: other.secrets,
    });
    expect(edited.connection.undoable?.changed).toEqual(expect.arrayContaining(['name', 'username', 'password']));
    const { connection, test } = await connections.undoEdit(id);
    expect(test.message).toContain(`Signed in as ${org.users[0]?.username}`);
    expect(connection).toMatchObject({ name: 'Acme', revision: 3, undoable: null });
    expect(await connections.test(id)).toMatchObject({ succeeded: true });
    await expect(connections.undoEdit(id)).rejects.toMatchObject({ code: 'NOTHING_TO_UNDO' });
  });

  it('can’t be undone when what was before doesn’t pass the test any more, and then nothing changes', async () => {
    const { id } = await create('Acme');
    const { connections } = services();
    const other = practiceDetails(org, 'Sales', 1);
    const { connection } = await connections.update(id, {
      fields: { username: other.fields.username },
      secrets: other.secrets,
    });
    await control(org, 'lockUser', { username: org.users[0]?.username ?? '' });
    const { why } = await refusalOf(connections.undoEdit(id));
    expect(why).toMatch(/locked|rejected/);
    expect(connections.get(id)).toEqual(connection);
  });
});

describe('the switch of a connection', () => {
  it('fails its flows with a clear error while it is off, and leaves details, tests and version alone', async () => {
    const { id, revision } = await create('Acme');
    const { connections, flows, runs } = services();
    const flow = flows.create('Uses it', creatingFlow('Uses it'));
    flows.save({ ...flow, bindings: { crm: id } });
    expect(connections.setActive(id, false)).toMatchObject({ status: 'inactive', active: false, revision });
    await expect(runs.startStored({ flowId: flow.id })).rejects.toMatchObject({
      code: 'CONNECTION_INACTIVE',
      message: 'The connection “Acme” is inactive.',
      why: 'It was switched off.',
      fix: 'Activate it, then run again.',
    });
    expect(await connections.test(id)).toMatchObject({ succeeded: true });
    expect(connections.get(id).status).toBe('inactive');
    connections.setActive(id, true);
    await expect(runs.startStored({ flowId: flow.id })).resolves.toMatchObject({ runId: expect.any(String) });
  });
});

describe('deleting a connection', () => {
  it('is refused while any flow uses it, naming them, also when its node only stands on the canvas', async () => {
    const { id } = await create('Acme');
    const { connections, flows } = services();
    const first = flows.create('First', creatingFlow('First'));
    flows.save({ ...first, bindings: { crm: id } });
    const placed = flows.create('Placed');
    flows.save({
      ...placed,
      document: { ...placed.document, layout: { connections: { crm: [0, 0] } } },
      bindings: { crm: id },
    });
    expect(() => connections.remove(id)).toThrow(
      expect.objectContaining({ code: 'CONNECTION_IN_USE', why: '2 flows use it: First, Placed.' }),
    );
    expect(connections.usedBy(id)).toMatchObject([
      {
        name: 'First',
        version: 2,
        status: 'draft',
        progress: 'succeeded',
        lastTestedAt: connections.get(id).lastTestedAt,
      },
      { name: 'Placed', version: 2 },
    ]);
    flows.remove(first.id);
    expect(() => connections.remove(id)).toThrow(expect.objectContaining({ why: '1 flow uses it: Placed.' }));
    flows.remove(placed.id);
    connections.remove(id);
    expect(connections.list().map((connection) => connection.id)).not.toContain(id);
  });
});
