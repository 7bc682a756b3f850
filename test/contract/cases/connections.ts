import { expect } from 'vitest';
import { findClosedPort } from '../../../electron/node/http-server.fixture.ts';
import type { AuthorizationEvent } from '../../../shared/contract/index.ts';
import { type AreaCases, badIds, NOWHERE } from '../case.ts';
import { newName, practiceDetails } from '../sample-flows.ts';
import type { World } from '../world.ts';

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
      MISSING_TOKEN: async (world) => {
        const { connection } = await create(world);
        const { secrets } = wrongPassword(world);
        return world.client.connections.update({ id: connection.id, secrets });
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
