import { implementer } from './implementer.ts';

const { webhooks } = implementer;

/** `contract.webhooks`. */
export const webhookHandlers = {
  get: webhooks.get.handler(({ context, input }) => context.webhooks.describe(input.flowId, input.step)),
  getPort: webhooks.getPort.handler(({ context }) => context.webhooks.port()),
  setPort: webhooks.setPort.handler(async ({ context, input }) => {
    await context.webhooks.changePort(input.port);
    return context.webhooks.port();
  }),
  setSecret: webhooks.setSecret.handler(async ({ context, input }) => ({
    made: await context.webhooks.setSecret(input.flowId, input.step, input.secret),
  })),
};
