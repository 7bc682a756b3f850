import { expect } from 'vitest';
import type { AuthorizationEvent } from '../../../shared/contract/index.ts';
import { findClosedPort } from '../../support/closed-port.ts';
import { type AreaCases, badIds, NOWHERE } from '../case.ts';
import { newName, practiceDetails } from '../sample-flows.ts';
import type { World } from '../world.ts';
import { readKeyStoreCase } from './key-stores.ts';

/** Details of a connection that a person approves in the browser; its port is free. */
async function browserDetails() {
  const fields = { environment: 'practice', callbackPort: await findClosedPort() };
  return { connector: 'salesforce', auth: 'oauth2', fields, secrets: {} };
}

/** Goes through the whole authorization, as the person's browser does. */
async function authorize(world: World, details: Awaited<ReturnType<typeof browserDetails>>): Promise<string> {
  for await (const event of await world.client.connections.authorize(details)) {
    if (event.state === 'approved') return event.authorizationId;
    const page = await fetch(`${event.url}&auto=allow`);
    expect(await page.text()).toContain('You can close this window');
  }
  throw new Error('Nobody approved.');
}

async function createByBrowser(world: World) {
  const details = await browserDetails();
  const authorizationId = await authorize(world, details);
  return world.client.connections.create({ name: newName('Browser'), ...details, authorizationId });
}

async function create(world: World, name = newName('Practice')) {
  return world.client.connections.create({ name, ...practiceDetails(world) });
}

const namedDetails = (credential: string) => ({
  connector: 'salesforce',
  auth: 'named',
  fields: { credential },
  secrets: {},
});

const wrongPassword = (world: World) => {
  const details = practiceDetails(world);
  return { ...details, secrets: { ...details.secrets, password: 'wrong', securityToken: '' } };
};

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

export const connectionCases: AreaCases = {
  list: {
    works: async (world) => {
      const { connection } = await create(world);
      expect(await world.client.connections.list()).toContainEqual(connection);
    },
  },

  get: {
    works: async (world) => {
      const { connection } = await create(world);
      expect(await world.client.connections.get({ id: connection.id })).toEqual(connection);
    },
    refuses: { NOT_FOUND: ({ client }) => client.connections.get({ id: NOWHERE }) },
    badInputs: badIds,
  },

  create: {
    works: async (world) => {
      const { connection, test } = await create(world);
      expect(test).toMatchObject({ succeeded: true });
      expect(connection).toMatchObject({ status: 'connected', secretsStored: expect.arrayContaining(['password']) });
      // What went in as a secret never comes out, in any answer.
      const { secrets } = practiceDetails(world);
      const everything = JSON.stringify([connection, await world.client.connections.list()]);
      for (const secret of Object.values(secrets)) expect(everything).not.toContain(secret);
    },
    refuses: {
      NAME_TAKEN: async (world) => {
        const { connection } = await create(world);
        return create(world, connection.name);
      },
      MISSING_TOKEN: (world) => world.client.connections.create({ name: newName('Wrong'), ...wrongPassword(world) }),
      CREDENTIAL_NOT_USABLE: ({ client }) =>
        client.connections.create({ name: newName('Named'), ...namedDetails(NOWHERE) }),
    },
    badInputs: [
      undefined,
      {},
      { name: '  ', connector: 'salesforce', auth: 'password', fields: {}, secrets: {} },
      { name: 'x', connector: 'salesforce', auth: 'password', fields: [], secrets: {} },
      { name: 'x', connector: 'salesforce', auth: 'password', fields: {}, secrets: { password: 1 } },
    ],
  },

  update: {
    works: async (world) => {
      const { connection } = await create(world);
      const name = newName('Renamed');
      const updated = await world.client.connections.update({ id: connection.id, name, description: 'New' });
      expect(updated.test.succeeded).toBe(true);
      expect(updated.connection).toMatchObject({ id: connection.id, name, description: 'New' });
      expect(updated.connection.revision).toBeGreaterThan(connection.revision);
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.connections.update({ id: NOWHERE, name: 'x' }),
      SAVE_CONFLICT: async (world) => {
        const { connection } = await create(world);
        const { id, revision } = connection;
        await world.client.connections.update({ id, description: 'First' });
        return world.client.connections.update({ id, description: 'Second', expectedRevision: revision });
      },
      MISSING_TOKEN: async (world) => {
        const { connection } = await create(world);
        const { secrets } = wrongPassword(world);
        return world.client.connections.update({ id: connection.id, secrets });
      },
      NAMED_CREDENTIAL_READ_ONLY: async (world) => {
        const { connector, ...principal } = practiceDetails(world);
        const details = { name: newName('Credential'), entity: 'lead' as const, connector, principal };
        const { credential } = await world.client.credentials.create(details);
        const named = { name: newName('Named'), ...namedDetails(credential.id) };
        const { connection } = await world.client.connections.create(named);
        return world.client.connections.update({ id: connection.id, fields: { credential: NOWHERE } });
      },
    },
    badInputs: [...badIds, { id: NOWHERE, name: '' }, { id: NOWHERE, secrets: [] }],
  },

  authorize: {
    works: async (world) => {
      const details = await browserDetails();
      const events: AuthorizationEvent[] = [];
      for await (const event of await world.client.connections.authorize(details)) {
        events.push(event);
        if (event.state === 'waiting') await fetch(`${event.url}&auto=allow`);
      }
      const port = details.fields.callbackPort;
      expect(events).toEqual([
        {
          state: 'waiting',
          host: new URL(world.practice.loginUrl).host,
          url: expect.stringContaining('/services/oauth2/authorize?'),
          callbackUrl: `http://127.0.0.1:${port}/callback`,
          opened: false,
          expiresAt: expect.any(String),
        },
        {
          state: 'approved',
          authorizationId: expect.any(String),
          user: world.practice.users[0]?.username,
          host: new URL(world.practice.instanceUrl).host,
        },
      ]);
      // Leaving before the answer frees the port.
      for await (const event of await world.client.connections.authorize(details)) {
        expect(event.state).toBe('waiting');
        break;
      }
      await expect.poll(() => fetch(`http://127.0.0.1:${port}/callback`).then(String, () => 'closed')).toBe('closed');
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.connections.authorize({ id: NOWHERE }).then(drain),
      AUTHORIZATION_REFUSED: async ({ client }) => {
        for await (const event of await client.connections.authorize(await browserDetails())) {
          if (event.state === 'waiting') await fetch(`${event.url}&auto=deny`);
        }
      },
      CALLBACK_PORT_IN_USE: async ({ client, silentService }) => {
        const details = await browserDetails();
        const callbackPort = Number(new URL(silentService.url).port);
        return client.connections.authorize({ ...details, fields: { ...details.fields, callbackPort } }).then(drain);
      },
      NOT_AVAILABLE_HERE: (world) => world.client.connections.authorize(practiceDetails(world)).then(drain),
    },
    badInputs: [...badIds, { connector: 'salesforce', auth: 'oauth2', fields: {}, secrets: { clientSecret: 1 } }],
  },

  reconnect: {
    works: async (world) => {
      const { connection } = await createByBrowser(world);
      expect(connection).toMatchObject({ status: 'connected', secretsStored: ['refreshToken'] });
      const { id, fields, revision } = connection;
      const authorizationId = await authorize(world, { ...(await browserDetails()), fields: fields as never });
      const reconnected = await world.client.connections.reconnect({ id, authorizationId });
      expect(reconnected.test.succeeded).toBe(true);
      expect(reconnected.connection).toMatchObject({ id, status: 'connected', revision: revision + 1 });
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.connections.reconnect({ id: NOWHERE, authorizationId: NOWHERE }),
      AUTHORIZATION_EXPIRED: async (world) => {
        const { connection } = await createByBrowser(world);
        return world.client.connections.reconnect({ id: connection.id, authorizationId: NOWHERE });
      },
    },
    badInputs: [...badIds, { id: NOWHERE }],
  },

  test: {
    works: async (world) => {
      const { connection } = await create(world);
      expect(await world.client.connections.test({ id: connection.id })).toMatchObject({ succeeded: true });
      const after = await world.client.connections.get({ id: connection.id });
      expect(after.lastTest).toMatchObject({ succeeded: true });
    },
    refuses: { NOT_FOUND: ({ client }) => client.connections.test({ id: NOWHERE }) },
    badInputs: badIds,
  },

  testAll: {
    works: async (world) => {
      const { connection } = await create(world);
      const results = await world.client.connections.testAll({ ids: [connection.id, connection.id, NOWHERE] });
      expect(results).toMatchObject([{ id: connection.id, result: { succeeded: true } }]);
      expect(await world.client.connections.testAll({ ids: [] })).toEqual([]);
    },
    badInputs: [undefined, null, { ids: [''] }, { ids: 'x' }, { ids: Array.from({ length: 1_001 }, () => NOWHERE) }],
  },

  tests: {
    works: async (world) => {
      const { connection, test } = await create(world);
      expect(await world.client.connections.tests({ id: connection.id })).toEqual([test]);
    },
    refuses: { NOT_FOUND: ({ client }) => client.connections.tests({ id: NOWHERE }) },
    badInputs: badIds,
  },

  setActive: {
    works: async (world) => {
      const { connection } = await create(world);
      const off = await world.client.connections.setActive({ id: connection.id, active: false });
      expect(off).toMatchObject({ status: 'inactive', active: false, revision: connection.revision });
      const on = await world.client.connections.setActive({ id: connection.id, active: true });
      expect(on).toMatchObject({ status: 'connected', active: true });
    },
    refuses: { NOT_FOUND: ({ client }) => client.connections.setActive({ id: NOWHERE, active: true }) },
    badInputs: [...badIds, { id: NOWHERE }, { id: NOWHERE, active: 'yes' }],
  },

  undoEdit: {
    works: async (world) => {
      const { connection } = await create(world);
      const { id, name } = connection;
      const edited = await world.client.connections.update({ id, name: newName('Edited') });
      expect(edited.connection.undoable).toMatchObject({ changed: ['name'] });
      const undone = await world.client.connections.undoEdit({ id });
      expect(undone.connection).toMatchObject({ name, revision: 3, undoable: null });
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.connections.undoEdit({ id: NOWHERE }),
      NOTHING_TO_UNDO: async (world) => {
        const { connection } = await create(world);
        return world.client.connections.undoEdit({ id: connection.id });
      },
    },
    badInputs: badIds,
  },

  usedBy: {
    works: async ({ client }) => {
      const [used] = (await client.connections.list()).filter(({ usedBy }) => usedBy.length > 0);
      expect(await client.connections.usedBy({ id: used?.id ?? NOWHERE })).toContainEqual({
        flowId: used?.usedBy[0]?.flowId,
        name: used?.usedBy[0]?.name,
        version: expect.any(Number),
        status: 'draft',
        owner: (await client.app.info()).ownerName,
        lastTestedAt: used?.lastTestedAt,
        progress: expect.stringMatching(/^(not_tested|succeeded)$/),
      });
    },
    refuses: { NOT_FOUND: ({ client }) => client.connections.usedBy({ id: NOWHERE }) },
    badInputs: badIds,
  },

  permissions: {
    works: async (world) => {
      const [used] = (await world.client.connections.list()).filter(({ usedBy }) => usedBy.length > 0);
      const { objects } = await world.client.connections.permissions({ id: used?.id ?? NOWHERE });
      expect(objects).toContainEqual({
        object: 'Contact',
        needs: expect.arrayContaining(['create']),
        missing: [],
        flows: expect.arrayContaining([used?.usedBy[0]]),
      });
    },
    refuses: { NOT_FOUND: ({ client }) => client.connections.permissions({ id: NOWHERE }) },
    badInputs: badIds,
  },

  reminders: {
    // What was made a moment ago can't lapse yet; `test/host` moves the clock.
    works: async ({ client }) => expect(await client.connections.reminders()).toEqual([]),
  },

  refresh: {
    works: async (world) => {
      const { connection } = await create(world);
      expect(await world.client.connections.refresh({ id: connection.id })).toMatchObject({ succeeded: true });
      expect(await world.client.connections.get({ id: connection.id })).toMatchObject({ revision: 1 });
    },
    refuses: { NOT_FOUND: ({ client }) => client.connections.refresh({ id: NOWHERE }) },
    badInputs: badIds,
  },

  readParameters: {
    works: async ({ client }) => {
      const text = 'SALESFORCE_CLIENT_ID=key\nSALESFORCE_USERNAME=ada@acme.example\nSALESFORCE_PASSWORD=pass\nOTHER=1';
      expect(await client.connections.readParameters({ text })).toEqual({
        connector: 'salesforce',
        auth: 'password',
        fields: { clientId: 'key', username: 'ada@acme.example' },
        secrets: { password: 'pass' },
        unknown: ['OTHER'],
        problems: [],
      });
    },
    refuses: { PARAMETERS_UNREADABLE: ({ client }) => client.connections.readParameters({ text: 'Dear Ada' }) },
    badInputs: [undefined, {}, { text: 7 }, { text: 'x'.repeat(100_001) }],
  },

  readKeyStore: readKeyStoreCase,

  remove: {
    works: async (world) => {
      const { connection } = await create(world);
      expect(await world.client.connections.remove({ id: connection.id })).toEqual({ removed: true });
      expect((await world.client.connections.list()).map(({ id }) => id)).not.toContain(connection.id);
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.connections.remove({ id: NOWHERE }),
      CONNECTION_IN_USE: async ({ client }) => {
        const [used] = (await client.connections.list()).filter(({ usedBy }) => usedBy.length > 0);
        return client.connections.remove({ id: used?.id ?? NOWHERE });
      },
    },
    badInputs: badIds,
  },
};
