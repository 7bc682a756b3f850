import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect } from 'vitest';
import { createFlow } from '../../../shared/flow/index.ts';
import { findClosedPort } from '../../support/closed-port.ts';
import { type AreaCases, NOWHERE } from '../case.ts';
import { newName } from '../sample-flows.ts';
import type { World } from '../world.ts';

async function storeWebhook({ client }: World): Promise<{ flowId: string; step: string }> {
  const name = newName('Hears calls');
  const call = { id: 'call', type: 'webhook', name: 'Call', settings: { path: 'hook', secret: true } };
  const document = { ...createFlow(name, ''), steps: [call], edges: [] };
  const { id } = await client.flows.create({ name, document });
  return { flowId: id, step: 'call' };
}

const badSteps: readonly unknown[] = [undefined, null, {}, { flowId: 7, step: 'call' }, { flowId: 'f', step: '' }];

export const webhookCases: AreaCases = {
  get: {
    works: async (world) => {
      const hook = await storeWebhook(world);
      expect(await world.client.webhooks.get(hook)).toEqual({ address: null, signed: false, hasSecret: false });
    },
    badInputs: badSteps,
  },

  getPort: {
    works: async ({ client }) => {
      expect(await client.webhooks.getPort()).toMatchObject({ listening: false, webhooks: 0 });
    },
  },

  setPort: {
    works: async ({ client }) => {
      const port = await findClosedPort();
      expect(await client.webhooks.setPort({ port })).toEqual({ port, listening: false, webhooks: 0 });
      expect((await client.webhooks.getPort()).port).toBe(port);
    },
    refuses: {
      WEBHOOK_PORT_IN_USE: async ({ client }) => {
        const taken = createServer().listen(0, '127.0.0.1');
        await once(taken, 'listening');
        try {
          await client.webhooks.setPort({ port: (taken.address() as AddressInfo).port });
        } finally {
          taken.close();
        }
      },
    },
    badInputs: [undefined, null, {}, { port: 80 }, { port: 65_536 }, { port: 4_000.5 }, { port: '4000' }],
  },

  setSecret: {
    works: async (world) => {
      const hook = await storeWebhook(world);
      const { made } = await world.client.webhooks.setSecret(hook);
      expect(made).toMatch(/^[\w-]{43}$/);
      expect(await world.client.webhooks.setSecret({ ...hook, secret: 'sixteen letters.' })).toEqual({ made: null });
      expect(await world.client.webhooks.get(hook)).toMatchObject({ hasSecret: true });
    },
    refuses: {
      NOT_FOUND: async ({ client }) => client.webhooks.setSecret({ flowId: NOWHERE, step: 'call' }),
    },
    badInputs: [...badSteps, { flowId: 'f', step: 'call', secret: 'too short' }],
  },
};
