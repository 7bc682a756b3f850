import { implementer } from './implementer.ts';

const { webhooks } = implementer;

/** `contract.webhooks`. */
export const webhookHandlers = {
  get: webhooks.get.handler(({ context, input }) => context.webhooks.describe(input.flowId, input.step)),
  setSecret: webhooks.setSecret.handler(async ({ context, input }) => ({
    made: await context.webhooks.setSecret(input.flowId, input.step, input.secret),
  })),
};
