import { randomBytes } from 'node:crypto';

/** A signed-in user. */
export interface Session {
  readonly userId: string;
  readonly clientId: string;
  /** Milliseconds since 1970 after which the access token is refused. */
  readonly expiresAt: number;
}

const lifetimeMs = 2 * 60 * 60 * 1000;
const keepAtMost = 10_000;
const loginsPerHour = 3_600;

/** The access tokens in force. A token lives two hours; of more than 10,000 the oldest ends first. */
export class Sessions {
  readonly #orgId: string;
  readonly #byToken = new Map<string, Session>();
  readonly #logins = new Map<string, { hour: number; count: number }>();

  constructor(orgId: string) {
    this.#orgId = orgId;
  }

  /**
   * Signs a user in and returns the access token (`<org id>!<opaque>`, never of the three-part form of a JWT);
   * null once the user signed in more than 3,600 times within one hour.
   */
  open(userId: string, clientId: string, now: Date): string | null {
    const hour = Math.floor(now.getTime() / 3_600_000);
    const login = this.#logins.get(userId);
    const count = login?.hour === hour ? login.count + 1 : 1;
    if (count > loginsPerHour) return null;
    this.#logins.set(userId, { hour, count });
    const token = `${this.#orgId.slice(0, 15)}!AQ${randomBytes(48).toString('hex')}`;
    this.#byToken.set(token, { userId, clientId, expiresAt: now.getTime() + lifetimeMs });
    if (this.#byToken.size > keepAtMost) {
      const oldest = this.#byToken.keys().next();
      if (!oldest.done) this.#byToken.delete(oldest.value);
    }
    return token;
  }

  /** The session of an access token that is in force. */
  find(token: string, now: Date): Session | undefined {
    const session = this.#byToken.get(token);
    return session && session.expiresAt > now.getTime() ? session : undefined;
  }

  /** Ends every session: each token is refused from now on. */
  expireAll(): void {
    this.#byToken.clear();
  }
}
