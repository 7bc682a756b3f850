import type { HistoryService } from '../runs/history-service.ts';
import { implementer } from './implementer.ts';

const { history } = implementer;

const tell = (service: HistoryService) => ({ settings: service.settings(), size: service.size() });

/** `contract.history`. */
export const historyHandlers = {
  get: history.get.handler(({ context }) => tell(context.history)),
  change: history.change.handler(async ({ context, input }) => {
    await context.history.change(input);
    return tell(context.history);
  }),
};
