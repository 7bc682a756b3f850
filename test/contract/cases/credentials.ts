import { expect } from 'vitest';
import { findClosedPort } from '../../support/closed-port.ts';
import { type AreaCases, badIds, NOWHERE } from '../case.ts';
import { newName, practiceDetails } from '../sample-flows.ts';
import type { World } from '../world.ts';

function principalOf(world: World, name = newName('Principal')) {
  const { connector: _, ...details } = practiceDetails(world);
  return { name, ...details };
}

async function create(world: World, name = newName('Credential')) {
  const details = { name, entity: 'lead' as const, connector: 'salesforce', principal: principalOf(world) };
  const { credential, test } = await world.client.credentials.create(details);
  const [principal] = credential.principals;
  return { credential, test, id: credential.id, principalId: principal?.id ?? NOWHERE };
}

/** Details of a principal that a person approves in the browser; its port is free. */
async function browserDetails() {
  const fields = { environment: 'practice', callbackPort: await findClosedPort() };
  return { auth: 'oauth2', fields, secrets: {} };
}

/** Goes through the whole authorization, as the person's browser does. */
async function authorize(world: World, request: Parameters<World['client']['credentials']['authorize']>[0]) {
  for await (const event of await world.client.credentials.authorize(request)) {
    if (event.state === 'approved') return event.authorizationId;
    if (event.state === 'waiting') await fetch(`${event.url}&auto=allow`);
  }
  throw new Error('Nobody approved.');
}

async function createByBrowser(world: World) {
  const details = await browserDetails();
  const authorizationId = await authorize(world, { connector: 'salesforce', ...details });
  const { credential } = await world.client.credentials.create({
    name: newName('Browser'),
    entity: 'account',
    connector: 'salesforce',
    principal: { ...details, authorizationId },
  });
  const [principal] = credential.principals;
  return { id: credential.id, principalId: principal?.id ?? NOWHERE, principal, authorizationId };
}

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of events);
}

const connect = (world: World, credential: string) =>
  world.client.connections.create({
    name: newName('Named'),
    connector: 'salesforce',
    auth: 'named',
    fields: { credential },
    secrets: {},
  });

const bare = { name: 'x', entity: 'lead', connector: 'salesforce' };
const principal = { auth: 'password', fields: {}, secrets: {} };

export const credentialCases: AreaCases = {
  list: {
    works: async (world) => {
      const { credential } = await create(world);
      expect(await world.client.credentials.list()).toContainEqual(credential);
    },
  },

  get: {
    works: async (world) => {
      const { credential, id } = await create(world);
      const { connection } = await connect(world, id);
      expect(await world.client.credentials.get({ id })).toEqual({
        ...credential,
        usedBy: [{ connectionId: connection.id, name: connection.name }],
      });
    },
    refuses: { NOT_FOUND: ({ client }) => client.credentials.get({ id: NOWHERE }) },
    badInputs: badIds,
  },

  create: {
    works: async (world) => {
      const { credential, test } = await create(world);
      expect(test).toMatchObject({ succeeded: true });
      expect(credential.principals).toMatchObject([{ status: 'connected', permitted: true, auth: 'password' }]);
      // What went in as a secret never comes out, in any answer.
      const everything = JSON.stringify([credential, await world.client.credentials.list()]);
      for (const secret of Object.values(practiceDetails(world).secrets)) expect(everything).not.toContain(secret);
    },
    refuses: {
      NAME_TAKEN: async (world) => create(world, (await create(world)).credential.name),
      SETTING_REQUIRED: (world) =>
        world.client.credentials.create({
          name: newName('Custom'),
          entity: 'custom',
          connector: 'salesforce',
          principal: principalOf(world),
        }),
      MISSING_TOKEN: (world) =>
        world.client.credentials.create({
          name: newName('Wrong'),
          entity: 'bill',
          connector: 'salesforce',
          principal: { ...principalOf(world), secrets: { password: 'wrong' } },
        }),
      SETTING_WRONG: ({ client }) =>
        client.credentials.create({
          name: newName('Named'),
          entity: 'bill',
          connector: 'salesforce',
          principal: { auth: 'named', fields: {}, secrets: {} },
        }),
      AUTHORIZATION_EXPIRED: async ({ client }) =>
        client.credentials.create({
          name: newName('Late'),
          entity: 'bill',
          connector: 'salesforce',
          principal: { ...(await browserDetails()), authorizationId: NOWHERE },
        }),
    },
    badInputs: [
      undefined,
      {},
      bare,
      { ...bare, name: ' ', principal },
      { ...bare, entity: 'invoice', principal },
      { ...bare, principal: { ...principal, secrets: { password: 1 } } },
      { ...bare, principal: [principal] },
    ],
  },

  update: {
    works: async (world) => {
      const { id } = await create(world);
      const name = newName('Renamed');
      const changes = { name, entity: 'custom' as const, customEntity: ' Invoice ', expectedRevision: 1 };
      expect(await world.client.credentials.update({ id, ...changes })).toMatchObject({
        name,
        entity: 'custom',
        customEntity: 'Invoice',
        revision: 2,
      });
      expect(await world.client.credentials.update({ id, entity: 'bill' })).toMatchObject({ customEntity: '' });
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.credentials.update({ id: NOWHERE, name: 'x' }),
      NAME_TAKEN: async (world) => {
        const { credential } = await create(world);
        return world.client.credentials.update({ id: (await create(world)).id, name: credential.name });
      },
      SAVE_CONFLICT: async (world) => {
        const { id } = await create(world);
        return world.client.credentials.update({ id, name: newName('Late'), expectedRevision: 7 });
      },
    },
    badInputs: [...badIds, { id: NOWHERE, name: '' }, { id: NOWHERE, entity: 'x' }, { id: NOWHERE, customEntity: 7 }],
  },

  savePrincipal: {
    works: async (world) => {
      const { id, principalId } = await create(world);
      const { connection } = await connect(world, id);
      const renamed = { credentialId: id, principalId, name: 'Integration', permitted: false, expectedRevision: 1 };
      expect(await world.client.credentials.savePrincipal(renamed)).toMatchObject({
        credential: { revision: 2, principals: [{ name: 'Integration', permitted: false }] },
        test: null,
        stops: [{ connectionId: connection.id, name: connection.name }],
      });
      const added = await world.client.credentials.savePrincipal({ credentialId: id, ...principalOf(world, 'Second') });
      expect(added).toMatchObject({ test: { succeeded: true }, credential: { principals: [{}, { name: 'Second' }] } });
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.credentials.savePrincipal({ credentialId: NOWHERE, name: 'x' }),
      NAME_TAKEN: async (world) => {
        const { id, credential } = await create(world);
        const details = principalOf(world, credential.principals[0]?.name);
        return world.client.credentials.savePrincipal({ credentialId: id, ...details });
      },
      SETTING_REQUIRED: async (world) => {
        const { id } = await create(world);
        return world.client.credentials.savePrincipal({ credentialId: id, name: 'Second' });
      },
      SETTING_WRONG: async (world) => {
        const { id, principalId } = await create(world);
        return world.client.credentials.savePrincipal({ credentialId: id, principalId, auth: 'basic' });
      },
      SAVE_CONFLICT: async (world) => {
        const { id, principalId } = await create(world);
        const late = { credentialId: id, principalId, permitted: false, expectedRevision: 7 };
        return world.client.credentials.savePrincipal(late);
      },
      MISSING_TOKEN: async (world) => {
        const { id, principalId } = await create(world);
        const wrong = { password: 'wrong', securityToken: '' };
        return world.client.credentials.savePrincipal({ credentialId: id, principalId, secrets: wrong });
      },
    },
    badInputs: [
      undefined,
      {},
      { credentialId: '' },
      { credentialId: NOWHERE, permitted: 'yes' },
      { credentialId: NOWHERE, fields: [] },
      { credentialId: NOWHERE, principalId: 7 },
    ],
  },

  removePrincipal: {
    works: async (world) => {
      const { id, principalId } = await create(world);
      await world.client.credentials.savePrincipal({ credentialId: id, ...principalOf(world, 'Second') });
      expect(await world.client.credentials.removePrincipal({ credentialId: id, principalId })).toMatchObject({
        principals: [{ name: 'Second' }],
      });
    },
    refuses: {
      NOT_FOUND: async (world) => {
        const { id } = await create(world);
        return world.client.credentials.removePrincipal({ credentialId: id, principalId: NOWHERE });
      },
      LAST_PRINCIPAL: async (world) => {
        const { id, principalId } = await create(world);
        return world.client.credentials.removePrincipal({ credentialId: id, principalId });
      },
    },
    badInputs: [undefined, {}, { credentialId: NOWHERE }, { credentialId: NOWHERE, principalId: '' }],
  },

  test: {
    works: async (world) => {
      const { id, principalId } = await create(world);
      expect(await world.client.credentials.test({ id })).toMatchObject([{ principalId, result: { succeeded: true } }]);
    },
    refuses: { NOT_FOUND: ({ client }) => client.credentials.test({ id: NOWHERE }) },
    badInputs: badIds,
  },

  authorize: {
    works: async (world) => {
      const { authorizationId } = await createByBrowser(world);
      expect(authorizationId).toEqual(expect.any(String));
    },
    refuses: {
      NOT_FOUND: async (world) => {
        const { id } = await create(world);
        return world.client.credentials.authorize({ credentialId: id, principalId: NOWHERE }).then(drain);
      },
      NOT_AVAILABLE_HERE: (world) => world.client.credentials.authorize(practiceDetails(world)).then(drain),
    },
    badInputs: [undefined, {}, { credentialId: NOWHERE }, { connector: 'salesforce', auth: 'oauth2', fields: {} }],
  },

  reconnect: {
    works: async (world) => {
      const { id, principalId, principal: before } = await createByBrowser(world);
      expect(before).toMatchObject({ status: 'connected', secretsStored: ['refreshToken'] });
      const authorizationId = await authorize(world, { credentialId: id, principalId });
      const saved = await world.client.credentials.reconnect({ credentialId: id, principalId, authorizationId });
      expect(saved).toMatchObject({ test: { succeeded: true }, credential: { revision: 2 } });
    },
    refuses: {
      NOT_FOUND: ({ client }) =>
        client.credentials.reconnect({ credentialId: NOWHERE, principalId: NOWHERE, authorizationId: NOWHERE }),
      AUTHORIZATION_EXPIRED: async (world) => {
        const { id, principalId } = await createByBrowser(world);
        return world.client.credentials.reconnect({ credentialId: id, principalId, authorizationId: NOWHERE });
      },
    },
    badInputs: [undefined, {}, { credentialId: NOWHERE, principalId: NOWHERE }],
  },

  remove: {
    works: async (world) => {
      const { id } = await create(world);
      expect(await world.client.credentials.remove({ id })).toEqual({ removed: true });
      expect((await world.client.credentials.list()).map((credential) => credential.id)).not.toContain(id);
    },
    refuses: {
      NOT_FOUND: ({ client }) => client.credentials.remove({ id: NOWHERE }),
      CREDENTIAL_IN_USE: async (world) => {
        const { id } = await create(world);
        await connect(world, id);
        return world.client.credentials.remove({ id });
      },
    },
    badInputs: badIds,
  },
};
