import { implementer } from './implementer.ts';

const budgets = implementer.budgets;

/** `contract.budgets`. */
export const budgetHandlers = {
  get: budgets.get.handler(({ context, input }) => context.budgets.get(input.connectionId)),
  set: budgets.set.handler(({ context, input }) => context.budgets.set(input.connectionId, input.dailyCalls)),
};
