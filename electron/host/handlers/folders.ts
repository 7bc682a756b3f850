import { implementer } from './implementer.ts';

const { folders } = implementer;

/** `contract.folders`. */
export const folderHandlers = {
  check: folders.check.handler(({ context, input, signal }) =>
    context.folders.check(input.path, signal ?? new AbortController().signal),
  ),
  pick: folders.pick.handler(async ({ context }) => ({ path: await context.folders.pick() })),
};
