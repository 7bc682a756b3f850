import { implementer } from './implementer.ts';

const practice = implementer.practice;

/** `contract.practice`. */
export const practiceHandlers = {
  status: practice.status.handler(({ context }) => context.practice.status()),
  start: practice.start.handler(async ({ context }) => {
    await context.practice.ensure();
    return context.practice.status();
  }),
  reset: practice.reset.handler(({ context }) => context.practice.reset()),
};
