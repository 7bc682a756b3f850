import { MillraceError } from '../../../shared/errors/index.ts';
import { rightsOf } from '../../../shared/security/roles.ts';
import { createEventQueue } from '../event-queue.ts';
import { implementer } from './implementer.ts';

const app = implementer.app;

/** The longest a setting's value may be, in characters of JSON. */
const LONGEST_SETTING = 100_000;

/** `contract.app`. */
export const appHandlers = {
  info: app.info.handler(({ context: { info, role } }) => ({ ...info(), role, rights: [...rightsOf(role)] })),
  watch: app.watch.handler(async function* ({ context, signal }) {
    const queue = createEventQueue<Parameters<Parameters<typeof context.changes.subscribe>[0]>[0]>();
    const unsubscribe = context.changes.subscribe(queue.push);
    try {
      for await (const batch of queue.values(signal)) yield* batch;
    } finally {
      unsubscribe();
    }
  }),
  leaveSafeMode: app.leaveSafeMode.handler(({ context }) => {
    context.safeMode.leave();
    return { left: true } as const;
  }),
  settings: {
    get: app.settings.get.handler(({ context }) => context.store.settings.all()),
    set: app.settings.set.handler(({ context, input }) => {
      if (JSON.stringify(input.value).length > LONGEST_SETTING) {
        throw new MillraceError('SETTING_WRONG', { label: input.name, detail: 'it is too long to be a setting' });
      }
      context.store.settings.set(input.name, input.value);
      context.changes.publish({ type: 'settings.changed' });
      return { saved: true } as const;
    }),
  },
};
