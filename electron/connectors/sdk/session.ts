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
  readonly signal: AbortSignal;
};

/** One way to sign in. */
export type AuthScheme = {
  label: string;
  description: string;
  warning?: string;
  fields: Fields;
  /** @throws MillraceError MISSING_TOKEN when the details are refused, ADDRESS_WRONG, or what the call threw. */
  signIn(context: SignInContext): Promise<Session>;
};

export type AuthSchemes = Readonly<Record<string, AuthScheme>>;
