import type { OpenWebhookServer, WebhookServer } from '../../ports/webhook-server.ts';
import type { SettingStore } from '../../storage/index.ts';

/** The name of the setting that keeps the port, so that addresses stay what they are. */
const SETTING = 'webhookPort';

/** The port that all webhooks are called on. It is chosen once and kept. */
export type WebhookPort = {
  /** The port of every address; null before one was chosen. */
  number(): number | null;
  isListening(): boolean;
  /** Listens, on the kept port or else a free one, which is kept. Does nothing while it listens. Throws WEBHOOK_PORT_IN_USE. */
  listen(): Promise<void>;
  /** Keeps another port, and listens there from now on if it listened before. Throws WEBHOOK_PORT_IN_USE, changing nothing. */
  change(port: number): Promise<void>;
  close(): Promise<void>;
};

export function createWebhookPort(
  server: WebhookServer,
  settings: SettingStore,
  answer: Parameters<WebhookServer['listen']>[1],
): WebhookPort {
  let listening: Promise<OpenWebhookServer> | undefined;
  let open: OpenWebhookServer | undefined;

  const kept = (): number | null => {
    const port = settings.get(SETTING);
    return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
  };
  const keep = (port: number): void => {
    if (port !== kept()) settings.set(SETTING, port);
  };

  return {
    number: () => open?.port ?? kept(),
    isListening: () => open !== undefined,
    async listen() {
      listening ??= server.listen(kept() ?? 0, answer);
      try {
        open = await listening;
      } catch (thrown) {
        listening = undefined;
        throw thrown;
      }
      keep(open.port);
    },
    async change(port) {
      const before = await listening?.catch(() => undefined);
      if (before?.port === port) return;
      const next = await server.listen(port, answer);
      keep(next.port);
      if (!before) return next.close();
      open = next;
      listening = Promise.resolve(next);
      // Calls that are being answered there are, before the old address is gone.
      await before.close();
    },
    async close() {
      await (await listening?.catch(() => undefined))?.close();
    },
  };
}
