import { randomBytes } from 'node:crypto';

/** What is said once, on the next page that is shown. */
export interface Notice {
  readonly kind: 'done' | 'failed';
  readonly text: string;
}

const keepAtMost = 100;

/** The browsers that are signed in to the org's page. Kept in memory; of more than 100 the oldest is signed out. */
export class PageSessions {
  readonly #notices = new Map<string, Notice | null>();

  /** Signs a browser in and returns the secret it has to show. */
  open(): string {
    const secret = randomBytes(24).toString('base64url');
    this.#notices.set(secret, null);
    if (this.#notices.size > keepAtMost) {
      const oldest = this.#notices.keys().next();
      if (!oldest.done) this.#notices.delete(oldest.value);
    }
    return secret;
  }

  /** Whether a browser that shows this secret is signed in. */
  has(secret: string): boolean {
    return this.#notices.has(secret);
  }

  /** Leaves something to be said to a signed-in browser. */
  leave(secret: string, notice: Notice): void {
    if (this.#notices.has(secret)) this.#notices.set(secret, notice);
  }

  /** Takes what was left to be said; null when nothing was. */
  take(secret: string): Notice | null {
    const notice = this.#notices.get(secret) ?? null;
    if (notice) this.#notices.set(secret, null);
    return notice;
  }

  /** Signs a browser out. */
  end(secret: string): void {
    this.#notices.delete(secret);
  }
}
