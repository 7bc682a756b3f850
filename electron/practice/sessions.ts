import { randomBytes } from 'node:crypto';
import type { OrgArea } from './areas.ts';
import { AuthorizationCodes } from './oauth/authorization-codes.ts';
import { OrgKey } from './oauth/org-key.ts';
import { RefreshTokens } from './oauth/refresh-tokens.ts';
import { keepNewest, savedEntries, savedObject } from './oauth/saved.ts';

/** A signed-in user. */
export interface Session {
  readonly userId: string;
  readonly clientId: string;
  /** What the token may be used for, such as `api`. */
  readonly scopes: readonly string[];
  /** The consent the token goes back to; null for the grants that bring no refresh token. */
  readonly family: string | null;
  /** Milliseconds since 1970 when the token was issued. */
  readonly issuedAt: number;
  /** Milliseconds since 1970 after which the access token is refused. */
  readonly expiresAt: number;
}

/** What a new session is, besides whose. */
export interface SessionSettings {
  /** `id` and `api` when absent. */
  readonly scopes?: readonly string[];
  readonly family?: string | null;
  /** `<org id>!<opaque>` when absent. */
  readonly format?: 'opaque' | 'jwt';
}

/** What a token is good for when the grant names no scopes. */
export const usualScopes: readonly string[] = ['id', 'api'];

const lifetimeMs = 2 * 60 * 60 * 1000;
const keepAtMost = 10_000;
const loginsPerHour = 3_600;

/** The access tokens in force. A token lives two hours; of more than 10,000 the oldest ends first. */
export class Sessions implements OrgArea {
  readonly name = 'sign-ins';
  /** The lasting consents new access tokens are had for. */
  readonly refreshTokens: RefreshTokens;
  /** The codes of the authorize step. */
  readonly codes: AuthorizationCodes;
  /** What the org signs its own JSON Web Tokens with. */
  readonly key = new OrgKey();
  readonly #orgId: string;
  readonly #changed: () => void;
  readonly #byToken = new Map<string, Session>();
  readonly #logins = new Map<string, { hour: number; count: number }>();

  /** `changed` is told after each change, so that the state can be kept. */
  constructor(orgId: string, changed: () => void = () => {}) {
    this.#orgId = orgId;
    this.#changed = changed;
    this.refreshTokens = new RefreshTokens(changed);
    this.codes = new AuthorizationCodes(changed);
  }

  /**
   * Signs a user in and returns the access token (`<org id>!<opaque>`, or the three parts of a JWT when asked for);
   * null once the user signed in more than 3,600 times within one hour.
   */
  open(userId: string, clientId: string, now: Date, settings: SessionSettings = {}): string | null {
    const hour = Math.floor(now.getTime() / 3_600_000);
    const login = this.#logins.get(userId);
    const count = login?.hour === hour ? login.count + 1 : 1;
    if (count > loginsPerHour) return null;
    this.#logins.set(userId, { hour, count });
    const issuedAt = now.getTime();
    const session: Session = {
      userId,
      clientId,
      scopes: settings.scopes ?? usualScopes,
      family: settings.family ?? null,
      issuedAt,
      expiresAt: issuedAt + lifetimeMs,
    };
    const token = settings.format === 'jwt' ? this.#makeJwt(session) : this.#makeOpaque();
    this.#byToken.set(token, session);
    keepNewest(this.#byToken, keepAtMost);
    this.#changed();
    return token;
  }

  /** The session of an access token that is in force. */
  find(token: string, now: Date): Session | undefined {
    const session = this.#byToken.get(token);
    return session && session.expiresAt > now.getTime() ? session : undefined;
  }

  /** Ends one session; what a revocation or a logout does. */
  end(token: string): void {
    this.#byToken.delete(token);
    this.#changed();
  }

  /** Ends all sessions that go back to one consent. */
  endFamily(family: string): void {
    this.#endWhere((session) => session.family === family);
  }

  /** Ends all sessions of a user: each token is refused from now on. */
  expireUser(userId: string): void {
    this.#endWhere((session) => session.userId === userId);
  }

  /** Ends every session: each token is refused from now on. */
  expireAll(): void {
    this.#byToken.clear();
    this.#changed();
  }

  /** Forgets how often users signed in; the sign-ins themselves outlive a reset of the org. */
  reset(): void {
    this.#logins.clear();
  }

  /** All that must outlive a restart (sessions, refresh tokens, codes), as plain JSON. */
  save(): unknown {
    return { sessions: [...this.#byToken], refreshTokens: this.refreshTokens.save(), codes: this.codes.save() };
  }

  /** Takes over what `save` returned. Throws SavedStateError when it does not fit. */
  load(saved: unknown): void {
    const state = savedObject(saved, 'sign-ins');
    const entries = savedEntries<Session>(state.sessions, 'sessions');
    this.refreshTokens.load(state.refreshTokens);
    this.codes.load(state.codes);
    this.#byToken.clear();
    for (const [token, session] of entries) this.#byToken.set(token, session);
  }

  #endWhere(matches: (session: Session) => boolean): void {
    for (const [token, session] of this.#byToken) if (matches(session)) this.#byToken.delete(token);
    this.#changed();
  }

  #makeOpaque(): string {
    return `${this.#orgId.slice(0, 15)}!AQ${randomBytes(48).toString('hex')}`;
  }

  #makeJwt({ userId, clientId, scopes, issuedAt, expiresAt }: Session): string {
    const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
    const claims = {
      sub: `uid:${userId}`,
      client_id: clientId,
      scp: scopes.join(' '),
      iat: seconds(issuedAt),
      exp: seconds(expiresAt),
      jti: randomBytes(16).toString('hex'),
    };
    return this.key.sign(claims, { tty: 'sfdc-core-token' });
  }
}
