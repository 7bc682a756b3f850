import { implementer } from './implementer.ts';

const flows = implementer.flows;

/** `contract.flows`. */
export const flowHandlers = {
  list: flows.list.handler(({ context }) => context.flows.list()),
  get: flows.get.handler(({ context, input }) => context.flows.get(input.id)),
  create: flows.create.handler(({ context, input }) => context.flows.create(input.name, input.document)),
  save: flows.save.handler(({ context, input }) => context.flows.save(input)),
  rename: flows.rename.handler(({ context, input }) => context.flows.rename(input.id, input.name)),
  duplicate: flows.duplicate.handler(({ context, input }) => context.flows.duplicate(input.id)),
  remove: flows.remove.handler(({ context, input }) => {
    context.flows.remove(input.id);
    return { removed: true } as const;
  }),
  restore: flows.restore.handler(({ context, input }) => context.flows.restore(input.id)),
  exportFile: flows.exportFile.handler(({ context, input }) => context.flows.exportFile(input.id, input)),
  importFile: flows.importFile.handler(({ context, input }) => context.flows.importFile(input.text)),
  review: flows.review.handler(({ context, input }) => context.activations.review(input.id)),
  activate: flows.activate.handler(async ({ context, input }) => {
    await context.activations.activate(input.id);
    return context.flows.get(input.id);
  }),
  deactivate: flows.deactivate.handler(async ({ context, input }) => {
    await context.activations.deactivate(input.id);
    return context.flows.get(input.id);
  }),
  missed: flows.missed.handler(({ context, input }) => context.flows.missed(input)),
  catchUp: flows.catchUp.handler(async ({ context, input }) => ({
    runIds: (await context.triggers.catchUp(input.id, input.choice)).map(({ runId }) => runId),
  })),
};
