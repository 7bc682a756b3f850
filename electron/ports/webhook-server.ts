import type { JsonObject } from '../../shared/json/json.ts';

/** A call from outside, as it came. */
export type WebhookCall = {
  method: string;
  /** From the first slash to before the question mark, not decoded. */
  path: string;
  /** What follows the question mark, not decoded; empty where there is none. */
  query: string;
  /** By names in lower case; a header that came several times as one text. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
};

/** What the caller gets: JSON, and after how many seconds it may try again where that helps. */
export type WebhookAnswer = { status: number; body: JsonObject; retryAfterSeconds?: number };

/** A server for calls from outside, apart from any other of Millrace. */
export type OpenWebhookServer = {
  readonly port: number;
  /** Takes no further calls, and ends those under way within a second. Safe to call twice. */
  close(): Promise<void>;
};

/** Hears calls from outside, within limits: what is too large, too slow or too much at once never reaches `answer`. */
export type WebhookServer = {
  /** Listens on 127.0.0.1 only; port 0 takes a free one. Throws WEBHOOK_PORT_IN_USE. */
  listen(port: number, answer: (call: WebhookCall) => Promise<WebhookAnswer>): Promise<OpenWebhookServer>;
};
