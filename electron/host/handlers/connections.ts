import { implementer } from './implementer.ts';

const connections = implementer.connections;

/** `contract.connections`. */
export const connectionHandlers = {
  list: connections.list.handler(({ context }) => context.connections.list()),
  get: connections.get.handler(({ context, input }) => context.connections.get(input.id)),
  create: connections.create.handler(({ context, input, signal }) => context.connections.create(input, signal)),
  update: connections.update.handler(({ context, input: { id, ...changes }, signal }) =>
    context.connections.update(id, changes, signal),
  ),
  authorize: connections.authorize.handler(async function* ({ context, input, signal }) {
    yield* context.connections.authorize(input, signal);
  }),
  reconnect: connections.reconnect.handler(({ context, input: { id, authorizationId }, signal }) =>
    context.connections.update(id, { authorizationId }, signal),
  ),
  test: connections.test.handler(({ context, input, signal }) => context.connections.test(input.id, signal)),
  remove: connections.remove.handler(({ context, input }) => {
    context.connections.remove(input.id);
    return { removed: true } as const;
  }),
};
