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
  undoEdit: connections.undoEdit.handler(({ context, input, signal }) =>
    context.connections.undoEdit(input.id, signal),
  ),
  setActive: connections.setActive.handler(({ context, input: { id, active } }) =>
    context.connections.setActive(id, active),
  ),
  test: connections.test.handler(({ context, input, signal }) =>
    context.connections.test(input.id, signal, input.pace),
  ),
  testAll: connections.testAll.handler(({ context, input, signal }) => context.connections.testAll(input.ids, signal)),
  tests: connections.tests.handler(({ context, input }) => context.connections.tests(input.id)),
  usedBy: connections.usedBy.handler(({ context, input }) => context.connections.usedBy(input.id)),
  permissions: connections.permissions.handler(({ context, input, signal }) =>
    context.connections.permissions(input.id, signal),
  ),
  reminders: connections.reminders.handler(({ context }) => context.connections.reminders()),
  refresh: connections.refresh.handler(({ context, input, signal }) => context.connections.refresh(input.id, signal)),
  readParameters: connections.readParameters.handler(({ context, input }) =>
    context.connections.readParameters(input.text),
  ),
  readKeyStore: connections.readKeyStore.handler(({ context, input, signal }) => context.keyStores.read(input, signal)),
  remove: connections.remove.handler(({ context, input }) => {
    context.connections.remove(input.id);
    return { removed: true } as const;
  }),
};
