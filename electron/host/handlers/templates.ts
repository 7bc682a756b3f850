import { implementer } from './implementer.ts';

const templates = implementer.templates;

/** `contract.templates`. */
export const templateHandlers = {
  list: templates.list.handler(({ context }) => context.templates.list()),
  use: templates.use.handler(({ context, input }) => context.templates.use(input)),
};
