import type { SqlRow } from '../ports/database.ts';
import { type StoreContext, textOf, timeOf } from './context.ts';

/** What is kept of a webhook beside its step: the part of its address that can't be guessed, and its sealed secret. */
export type StoredWebhook = {
  id: string;
  flowId: string;
  step: string;
  token: string;
  sealed: Uint8Array | null;
  updatedAt: string;
};

/** The webhooks of all flows. Changes are durable when the method returns. */
export type WebhookStore = {
  list(): StoredWebhook[];
  find(flowId: string, step: string): StoredWebhook | undefined;
  /** What `find` gives, or a new one with these; `id` and `token` must be new. */
  ensure(hook: { id: string; flowId: string; step: string; token: string }): StoredWebhook;
  setSecret(id: string, sealed: Uint8Array): void;
  /** Puts `to` in the place of the sealed secret `from`; does nothing when another one is there by now. */
  reseal(id: string, from: Uint8Array, to: Uint8Array): void;
  /**
   * Remembers a signed call until that time (ms since 1970), when it is too old to be sent again. False when it is
   * remembered already. Survives the end of the process; a power cut only with whatever durable follows.
   */
  remember(signature: string, until: number): boolean;
  forget(signature: string): void;
};

/** Calls after which those that are too old are looked for. */
const PRUNED_EVERY = 500;

export function createWebhookStore({ database, clock, change }: StoreContext): WebhookStore {
  let remembered = 0;
  const find: WebhookStore['find'] = (flowId, step) => {
    const row = database.prepare('SELECT * FROM webhooks WHERE flow_id = ? AND step = ?').get(flowId, step);
    return row && webhookOf(row);
  };
  return {
    find,
    list: () => database.prepare('SELECT * FROM webhooks ORDER BY flow_id, step').all().map(webhookOf),
    ensure: ({ id, flowId, step, token }) =>
      find(flowId, step) ??
      change(() => {
        database
          .prepare('INSERT INTO webhooks (id, flow_id, step, token, updated_at) VALUES (?, ?, ?, ?, ?)')
          .run(id, flowId, step, token, clock.now());
        return { id, flowId, step, token, sealed: null, updatedAt: new Date(clock.now()).toISOString() };
      }),
    setSecret: (id, sealed) =>
      void change(() =>
        database.prepare('UPDATE webhooks SET sealed = ?, updated_at = ? WHERE id = ?').run(sealed, clock.now(), id),
      ),
    reseal: (id, from, to) =>
      void change(() =>
        database.prepare('UPDATE webhooks SET sealed = ? WHERE id = ? AND sealed = ?').run(to, id, from),
      ),
    remember: (signature, until) =>
      database.transaction(
        () => {
          if (remembered++ % PRUNED_EVERY === 0) {
            database.prepare('DELETE FROM webhook_calls WHERE until < ?').run(clock.now());
          }
          const { changes } = database
            .prepare('INSERT OR IGNORE INTO webhook_calls (signature, until) VALUES (?, ?)')
            .run(signature, until);
          return changes > 0;
        },
        { durable: false },
      ),
    forget: (signature) =>
      void database.transaction(
        () => database.prepare('DELETE FROM webhook_calls WHERE signature = ?').run(signature),
        { durable: false },
      ),
  };
}

/** A flow is gone for good: so are its webhooks. For the caller's transaction. */
export function removeWebhooksOf(flowId: string, { database }: Pick<StoreContext, 'database'>): void {
  database.prepare('DELETE FROM webhooks WHERE flow_id = ?').run(flowId);
}

function webhookOf(row: SqlRow): StoredWebhook {
  const { sealed } = row;
  return {
    id: textOf(row, 'id'),
    flowId: textOf(row, 'flow_id'),
    step: textOf(row, 'step'),
    token: textOf(row, 'token'),
    sealed: sealed instanceof Uint8Array ? sealed : null,
    updatedAt: timeOf(row, 'updated_at'),
  };
}
