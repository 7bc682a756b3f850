import { MillraceError } from '../../shared/errors/index.ts';
import type { Clock } from '../ports/clock.ts';

/** What a sign-in gives. `expiresAt`, when the service says it, is in milliseconds since 1970. */
export type ExpiringSession = { readonly expiresAt?: number };

/**
 * The sessions of all connections, each signed in once for everybody who uses it: several steps, parallel calls and
 * later runs. Keys say which sign-in details a session was made with, so edited details never meet an old session.
 */
export type SessionCache<Session extends ExpiringSession> = {
  /**
   * The session of `key`, signed in if there is none. Parallel callers share one sign-in, which is aborted only when
   * nobody waits for it any more. A refusal of the details (MISSING_TOKEN) is kept for 30 seconds, so that a run
   * doesn't lock the user out by repeating a wrong password for each record; one that only a new approval helps
   * (`data.reason` is `session-expired`) is kept until the details change.
   */
  get(key: string, signIn: SignIn<Session>, signal: AbortSignal): Promise<Session>;
  /** The session of `key` as it was signed in, if it was; it may have ended since. */
  peek(key: string): Session | undefined;
  /** A session other than `stale`, which the service refused: another caller's new one, or one sign-in shared by all. */
  renew(key: string, stale: Session, signIn: SignIn<Session>, signal: AbortSignal): Promise<Session>;
  /** Forgets what keys that begin so hold. */
  forget(keyPrefix: string): void;
  /** Lets keys that begin so sign in again at once, though they were refused: a person asks for it. */
  forgetRefusals(keyPrefix: string): void;
};

export type SignIn<Session> = (signal: AbortSignal) => Promise<Session>;

const refusalMs = 30_000;
/** A session this close to its end is renewed rather than used. */
const marginMs = 10_000;

type Entry<Session> = {
  session?: Session;
  refusal?: { error: MillraceError; until: number };
  pending?: { promise: Promise<Session>; controller: AbortController; waiting: number };
};

/** Makes an empty cache. */
export function createSessionCache<Session extends ExpiringSession>(clock: Pick<Clock, 'now'>): SessionCache<Session> {
  const entries = new Map<string, Entry<Session>>();

  const entryOf = (key: string): Entry<Session> => {
    let entry = entries.get(key);
    if (!entry) {
      entry = {};
      entries.set(key, entry);
    }
    return entry;
  };

  const start = (entry: Entry<Session>, signIn: SignIn<Session>) => {
    const controller = new AbortController();
    const sign = async (): Promise<Session> => {
      try {
        const session = await signIn(controller.signal);
        entry.session = session;
        entry.refusal = undefined;
        return session;
      } catch (error) {
        // One that everybody left may fail long after another has succeeded.
        if (entry.pending === pending) entry.session = undefined;
        if (error instanceof MillraceError && error.code === 'MISSING_TOKEN') {
          const isFinal = error.data.reason === 'session-expired';
          entry.refusal = { error, until: isFinal ? Number.POSITIVE_INFINITY : clock.now() + refusalMs };
        }
        throw error;
      } finally {
        if (entry.pending === pending) entry.pending = undefined;
      }
    };
    const pending: NonNullable<Entry<Session>['pending']> = {
      promise: Promise.resolve().then(sign),
      controller,
      waiting: 0,
    };
    entry.pending = pending;
    return pending;
  };

  const join = async (entry: Entry<Session>, signIn: SignIn<Session>, signal: AbortSignal): Promise<Session> => {
    signal.throwIfAborted();
    if (entry.refusal && !entry.pending && entry.refusal.until > clock.now()) throw entry.refusal.error;
    const pending = entry.pending ?? start(entry, signIn);
    pending.waiting += 1;
    const leaving = new AbortController();
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: leaving.signal });
    });
    try {
      return await Promise.race([pending.promise, aborted]);
    } finally {
      leaving.abort();
      pending.waiting -= 1;
      if (pending.waiting === 0 && entry.pending === pending) {
        entry.pending = undefined;
        pending.controller.abort(signal.reason);
      }
    }
  };

  const isUsable = (session: Session): boolean =>
    session.expiresAt === undefined || session.expiresAt - marginMs > clock.now();

  return {
    async get(key, signIn, signal) {
      const entry = entryOf(key);
      if (entry.session && isUsable(entry.session)) return entry.session;
      return join(entry, signIn, signal);
    },
    peek: (key) => entries.get(key)?.session,
    async renew(key, stale, signIn, signal) {
      const entry = entryOf(key);
      if (entry.session && entry.session !== stale && isUsable(entry.session)) return entry.session;
      return join(entry, signIn, signal);
    },
    forget(keyPrefix) {
      for (const key of entries.keys()) if (key.startsWith(keyPrefix)) entries.delete(key);
    },
    forgetRefusals(keyPrefix) {
      for (const [key, entry] of entries) if (key.startsWith(keyPrefix)) entry.refusal = undefined;
    },
  };
}
