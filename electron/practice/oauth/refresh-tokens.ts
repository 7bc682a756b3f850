import { randomBytes } from 'node:crypto';
import { keepNewest, savedEntries } from './saved.ts';

/** What a refresh token stands for: a user's lasting consent to an app. */
export interface Consent {
  readonly userId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Whether the app proved itself by a code verifier alone; such an app needs no secret to refresh either. */
  readonly withoutSecret: boolean;
}

/** A refresh token in force. */
export interface RefreshToken extends Consent {
  /** What all tokens that go back to one consent have in common, through every rotation. */
  readonly family: string;
}

const keepAtMost = 10_000;

/** The refresh tokens in force. They do not expire; of more than 10,000 the oldest ends first. */
export class RefreshTokens {
  readonly #byToken = new Map<string, RefreshToken>();
  readonly #changed: () => void;

  /** `changed` is told after each change, so that the state can be kept. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Makes the first refresh token of a consent and returns it with its family. */
  issue(consent: Consent): { readonly token: string; readonly family: string } {
    const family = randomBytes(12).toString('hex');
    return { token: this.#add({ ...consent, family }), family };
  }

  /** The consent a token in force stands for. */
  find(token: string): RefreshToken | undefined {
    return this.#byToken.get(token);
  }

  /** Ends a token in force and returns the one that takes its place. */
  rotate(token: string, found: RefreshToken): string {
    this.#byToken.delete(token);
    return this.#add(found);
  }

  /** Ends a token. */
  revoke(token: string): void {
    this.#byToken.delete(token);
    this.#changed();
  }

  /** Ends all tokens of a user, or of everyone. */
  revokeAll(userId?: string): void {
    for (const [token, found] of this.#byToken) {
      if (userId === undefined || found.userId === userId) this.#byToken.delete(token);
    }
    this.#changed();
  }

  /** All that must outlive a restart, as plain JSON. */
  save(): unknown {
    return [...this.#byToken];
  }

  /** Takes over what `save` returned. Throws SavedStateError when it does not fit. */
  load(saved: unknown): void {
    const entries = savedEntries<RefreshToken>(saved, 'refresh tokens');
    this.#byToken.clear();
    for (const [token, found] of entries) this.#byToken.set(token, found);
  }

  #add(found: RefreshToken): string {
    const token = `5Aep861${randomBytes(40).toString('base64url').replaceAll('-', '.')}`;
    this.#byToken.set(token, found);
    keepNewest(this.#byToken, keepAtMost);
    this.#changed();
    return token;
  }
}
