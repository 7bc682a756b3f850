import type { WebhookAnswer, WebhookCall } from './webhook-server.ts';

/** Where a webhook is and who may call it. */
export type Webhook = {
  /** The readable end of its address: words of letters, digits and `-._~`, joined by slashes. */
  path: string;
  /** Only calls that are signed with the webhook's secret are let in. */
  signed: boolean;
};

/** The address of one trigger step, as the host lends it. */
export type Webhooks = {
  /**
   * Lets calls come to `answer` until the signal is aborted, then resolves. A call that is answered with
   * `retryAfterSeconds` counts as not taken: it may come again, signed as it was. Throws WEBHOOK_PORT_IN_USE,
   * WEBHOOK_SECRET_MISSING, and what opening a stored secret throws.
   */
  take(hook: Webhook, answer: (call: WebhookCall) => Promise<WebhookAnswer>, signal: AbortSignal): Promise<void>;
};
