import { implementer } from './implementer.ts';

const credentials = implementer.credentials;

/** `contract.credentials`. */
export const credentialHandlers = {
  list: credentials.list.handler(({ context }) => context.credentials.list()),
  get: credentials.get.handler(({ context, input }) => context.credentials.get(input.id)),
  create: credentials.create.handler(({ context, input, signal }) => context.credentials.create(input, signal)),
  update: credentials.update.handler(({ context, input: { id, ...changes } }) =>
    context.credentials.update(id, changes),
  ),
  savePrincipal: credentials.savePrincipal.handler(({ context, input, signal }) =>
    context.credentials.savePrincipal(input, signal),
  ),
  removePrincipal: credentials.removePrincipal.handler(({ context, input }) =>
    context.credentials.removePrincipal(input.credentialId, input.principalId),
  ),
  test: credentials.test.handler(({ context, input, signal }) => context.credentials.test(input.id, signal)),
  authorize: credentials.authorize.handler(async function* ({ context, input, signal }) {
    yield* context.credentials.authorize(input, signal);
  }),
  reconnect: credentials.reconnect.handler(({ context, input, signal }) =>
    context.credentials.savePrincipal(input, signal),
  ),
  remove: credentials.remove.handler(({ context, input }) => {
    context.credentials.remove(input.id);
    return { removed: true } as const;
  }),
};
