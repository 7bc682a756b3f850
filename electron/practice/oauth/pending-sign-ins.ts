import { randomBytes } from 'node:crypto';
import type { AuthorizeRequest } from './authorize-request.ts';
import { keepNewest } from './saved.ts';

/** A sign-in on the page that is not finished. */
export interface PendingSignIn {
  readonly request: AuthorizeRequest;
  /** The browser it belongs to, by its cookie. */
  readonly browser: string;
  /** Who signed in; null before. */
  readonly userId: string | null;
  readonly expiresAt: number;
}

const lifetimeMs = 10 * 60 * 1000;
const keepAtMost = 1_000;

/**
 * The sign-ins under way on the page. Each has a ticket that cannot be guessed and counts only in the browser it was
 * given to, so that no other page can post the form. It lives ten minutes.
 */
export class PendingSignIns {
  readonly #byTicket = new Map<string, PendingSignIn>();

  /** Begins a sign-in and returns its ticket. */
  begin(request: AuthorizeRequest, browser: string, now: Date): string {
    const ticket = randomBytes(24).toString('base64url');
    const expiresAt = now.getTime() + lifetimeMs;
    this.#byTicket.set(ticket, { request, browser, userId: null, expiresAt });
    keepNewest(this.#byTicket, keepAtMost);
    return ticket;
  }

  /** The sign-in of a ticket in its own browser; undefined once it ended. */
  find(ticket: string, browser: string | undefined, now: Date): PendingSignIn | undefined {
    const found = this.#byTicket.get(ticket);
    return found && found.browser === browser && found.expiresAt > now.getTime() ? found : undefined;
  }

  /** Notes who signed in; null when someone else is to. */
  setUser(ticket: string, userId: string | null): void {
    const found = this.#byTicket.get(ticket);
    if (found) this.#byTicket.set(ticket, { ...found, userId });
  }

  /** Ends a sign-in. */
  end(ticket: string): void {
    this.#byTicket.delete(ticket);
  }
}
