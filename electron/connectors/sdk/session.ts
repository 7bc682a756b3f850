import type { JsonObject } from '../../../shared/json/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CallPort } from './call-port.ts';
import type { Fields } from './field.ts';

/** What a sign-in gives: where to call, and what to add to each call so that the service knows who calls. */
export type Session = {
  /** Origin, with the path that relative paths start from, without a slash at its end. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** What must never show in anything that is kept or shown, even when the service echoes it. */
  readonly secrets?: readonly string[];
  /** When it ends, in milliseconds since 1970, where the service says so. */
  readonly expiresAt?: number;
  /** True where no sign-in can renew it: once the service refuses it, only a new approval helps. */
  readonly isLast?: true;
};

/** Where the practice org of this computer listens. */
export type PracticeAddress = { loginUrl: string; instanceUrl: string };

/** What a scheme signs in with. Nothing of it is seen by an action. */
export type SignInContext = {
  /** Values of the fields that aren't secret, with their defaults. */
  readonly fields: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
  readonly port: CallPort;
  readonly clock: Pick<Clock, 'now'>;
  /** Starts the practice org if need be. Throws where this host has none. */
  practice(): Promise<PracticeAddress>;
  /**
   * Keeps a secret that the service replaced, such as a refresh token; resolves when it is durable. What it replaces
   * may be void from then on, so the new one mustn't be used before.
   */
  keepSecret(key: string, value: string): Promise<void>;
  readonly signal: AbortSignal;
};

/** What a person granted in the browser: secrets of the connection by field key, and who granted them where. */
export type Grant = { secrets: Readonly<Record<string, string>>; user: string; host: string };

/** Where the browser's answer comes to, on this computer: a fixed port, since it is registered with the app. */
export type Callback = { hostname: 'localhost' | '127.0.0.1'; port: number; path: string };

/** Everything that a request for access and the trade of its code must agree upon (RFC 6749 §4.1, RFC 7636). */
export type GrantContext = Omit<SignInContext, 'keepSecret'>;

/** How a person grants access in the browser. */
export type BrowserGrant = {
  /** Keys of the fields that decide who grants and to whom: what was granted is void when one of them changes. */
  boundTo: readonly string[];
  /** What messages call the service, where the connector's label says too little. */
  systemOf?(fields: JsonObject): string;
  /** @throws MillraceError SETTING_WRONG for a port that can't be. */
  callback(fields: JsonObject): Callback;
  /** Where the browser goes. @throws MillraceError ADDRESS_WRONG or SETTING_REQUIRED before anything is sent. */
  address(context: GrantContext, request: { redirectUri: string; state: string; challenge: string }): Promise<string>;
  /** Trades the code, once. @throws MillraceError MISSING_TOKEN, or what the call threw. */
  redeem(context: GrantContext, answer: BrowserAnswer): Promise<Grant>;
};

/** What the browser brought back, whose state was the right one. `query` is all of it. */
export type BrowserAnswer = {
  code: string;
  redirectUri: string;
  verifier: string;
  state: string;
  query: URLSearchParams;
};

/** A code that a person enters at the service (RFC 8628 §3.2). */
export type DeviceCode = {
  /** What only the service and this host know. */
  deviceCode: string;
  userCode: string;
  /** Where the person enters it. */
  verificationUrl: string;
  /** The same with the code in it, where the service gives that. */
  completeUrl?: string;
  expiresInSeconds: number;
  intervalSeconds: number;
};

/** How a person grants access by entering a code at the service, with any browser on any device. */
export type DeviceGrant = {
  /** As in `BrowserGrant`. */
  boundTo: readonly string[];
  /** @throws MillraceError ADDRESS_WRONG or SETTING_REQUIRED before anything is sent, or what the call threw. */
  start(context: GrantContext): Promise<DeviceCode>;
  /**
   * Asks once whether it was entered: `pending` while it wasn't, `slowDown` when asked too often.
   * @throws MillraceError AUTHORIZATION_REFUSED, AUTHORIZATION_EXPIRED, MISSING_TOKEN, or what the call threw.
   */
  poll(context: GrantContext, code: DeviceCode): Promise<Grant | 'pending' | 'slowDown'>;
};

/** One way to sign in. */
export type AuthScheme = {
  label: string;
  description: string;
  warning?: string;
  fields: Fields;
  /** There for schemes that a person grants in the browser; `signIn` then works with the secrets of the grant. */
  browserGrant?: BrowserGrant;
  /** The same for schemes that a person grants with a code. */
  deviceGrant?: DeviceGrant;
  /** True where a sign-in may replace a stored secret: then only one of a connection is under way at a time. */
  replacesSecrets?: true;
  /** @throws MillraceError MISSING_TOKEN when the details are refused, ADDRESS_WRONG, or what the call threw. */
  signIn(context: SignInContext): Promise<Session>;
};

export type AuthSchemes = Readonly<Record<string, AuthScheme>>;
