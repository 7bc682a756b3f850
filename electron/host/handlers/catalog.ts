import { implementer } from './implementer.ts';

const catalog = implementer.catalog;

/** `contract.catalog`. */
export const catalogHandlers = {
  list: catalog.list.handler(({ context }) => context.catalog()),
  loadOptions: catalog.loadOptions.handler(({ context, input, signal }) =>
    context.connections.loadOptions(input, signal),
  ),
};
