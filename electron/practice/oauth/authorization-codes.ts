import { randomBytes } from 'node:crypto';
import { keepNewest, savedEntries } from './saved.ts';

/** What an authorization code was given for. */
export interface CodeGrant {
  readonly userId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** The S256 code challenge (RFC 7636); null when the app sent none. */
  readonly codeChallenge: string | null;
  /** The value to hand back in the id token; null when the app sent none. */
  readonly nonce: string | null;
}

interface StoredCode extends CodeGrant {
  readonly expiresAt: number;
  readonly used: boolean;
}

const lifetimeMs = 15 * 60 * 1000;
const keepAtMost = 10_000;

/** Authorization codes: each counts once, for 15 minutes. Used ones are remembered, to be told from made-up ones. */
export class AuthorizationCodes {
  readonly #byCode = new Map<string, StoredCode>();
  readonly #changed: () => void;

  /** `changed` is told after each change, so that the state can be kept. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Makes a code. */
  issue(grant: CodeGrant, now: Date): string {
    const code = `aPrx${randomBytes(48).toString('base64url').replaceAll('-', '.')}==`;
    this.#byCode.set(code, { ...grant, expiresAt: now.getTime() + lifetimeMs, used: false });
    keepNewest(this.#byCode, keepAtMost);
    this.#changed();
    return code;
  }

  /** What a code was given for; `expired` once it is used or too old, `unknown` when the org never gave it. */
  find(code: string, now: Date): CodeGrant | 'expired' | 'unknown' {
    const found = this.#byCode.get(code);
    if (!found) return 'unknown';
    return found.used || found.expiresAt <= now.getTime() ? 'expired' : found;
  }

  /** Marks a code as used. */
  spend(code: string): void {
    const found = this.#byCode.get(code);
    if (found) this.#byCode.set(code, { ...found, used: true });
    this.#changed();
  }

  /** All that must outlive a restart, as plain JSON. */
  save(): unknown {
    return [...this.#byCode];
  }

  /** Takes over what `save` returned. Throws SavedStateError when it does not fit. */
  load(saved: unknown): void {
    const entries = savedEntries<StoredCode>(saved, 'authorization codes');
    this.#byCode.clear();
    for (const [code, found] of entries) this.#byCode.set(code, found);
  }
}
