import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import { createSessionCache, type SignIn } from './sessions.ts';

type Session = { token: string; expiresAt?: number };

const never = new AbortController().signal;

/** A sign-in under the test's hand: `finish` and `fail` end the oldest one under way. */
function hand() {
  const waiting: { finish(session: Session): void; fail(error: unknown): void; signal: AbortSignal }[] = [];
  let started = 0;
  const signIn: SignIn<Session> = (signal) =>
    new Promise((resolve, reject) => {
      started += 1;
      waiting.push({ finish: resolve, fail: reject, signal });
    });
  const next = async () => {
    while (waiting.length === 0) await Promise.resolve();
    const first = waiting.shift();
    if (!first) throw new Error('No sign-in is under way.');
    return first;
  };
  return {
    signIn,
    get started() {
      return started;
    },
    next,
    finish: async (token: string, expiresAt?: number) =>
      (await next()).finish(expiresAt === undefined ? { token } : { token, expiresAt }),
    fail: async (error: unknown) => (await next()).fail(error),
  };
}

describe('the sessions', () => {
  it('R32 sign in once for all who ask at the same time, and for all who ask later', async () => {
    const cache = createSessionCache<Session>({ now: () => 0 });
    const signing = hand();
    const asking = Array.from({ length: 50 }, () => cache.get('a#1', signing.signIn, never));
    await signing.finish('one');
    expect(new Set((await Promise.all(asking)).map(({ token }) => token))).toEqual(new Set(['one']));
    expect(await cache.get('a#1', signing.signIn, never)).toEqual({ token: 'one' });
    expect(signing.started).toBe(1);
  });

  it('R32 are renewed once for all whose session was refused, and not for who comes late', async () => {
    const cache = createSessionCache<Session>({ now: () => 0 });
    const signing = hand();
    const first = cache.get('a#1', signing.signIn, never);
    await signing.finish('stale');
    const stale = await first;
    const renewing = Array.from({ length: 50 }, () => cache.renew('a#1', stale, signing.signIn, never));
    await signing.finish('fresh');
    expect(new Set((await Promise.all(renewing)).map(({ token }) => token))).toEqual(new Set(['fresh']));
    expect(await cache.renew('a#1', stale, signing.signIn, never)).toEqual({ token: 'fresh' });
    expect(signing.started).toBe(2);
  });

  it('are apart for other details of the same connection', async () => {
    const cache = createSessionCache<Session>({ now: () => 0 });
    const signing = hand();
    const both = [cache.get('a#1', signing.signIn, never), cache.get('a#2', signing.signIn, never)];
    await signing.finish('one');
    await signing.finish('two');
    expect(await Promise.all(both)).toEqual([{ token: 'one' }, { token: 'two' }]);
  });

  it('aren’t used shortly before their end', async () => {
    let now = 0;
    const cache = createSessionCache<Session>({ now: () => now });
    const signing = hand();
    const first = cache.get('a', signing.signIn, never);
    await signing.finish('one', 60_000);
    await first;
    now = 55_000;
    const second = cache.get('a', signing.signIn, never);
    await signing.finish('two');
    expect(await second).toEqual({ token: 'two' });
  });

  it('keep a refusal for 30 seconds, so that a wrong password isn’t sent for each record', async () => {
    let now = 0;
    const cache = createSessionCache<Session>({ now: () => now });
    const signing = hand();
    const refusal = new MillraceError('MISSING_TOKEN', { system: 'Salesforce' });
    const first = cache.get('a', signing.signIn, never);
    await Promise.all([signing.fail(refusal), expect(first).rejects.toBe(refusal)]);
    await expect(cache.get('a', signing.signIn, never)).rejects.toBe(refusal);
    expect(signing.started).toBe(1);
    now = 30_001;
    const later = cache.get('a', signing.signIn, never);
    await signing.finish('one');
    expect(await later).toEqual({ token: 'one' });
  });

  it('try again at once after a failure of the network', async () => {
    const cache = createSessionCache<Session>({ now: () => 0 });
    const signing = hand();
    const first = cache.get('a', signing.signIn, never);
    await Promise.all([signing.fail(new MillraceError('CONNECTION_ERROR')), expect(first).rejects.toThrow()]);
    const second = cache.get('a', signing.signIn, never);
    await signing.finish('one');
    expect(await second).toEqual({ token: 'one' });
  });

  it('go on signing in while one of those who wait gives up, and stop when nobody waits', async () => {
    const cache = createSessionCache<Session>({ now: () => 0 });
    const signing = hand();
    const [one, two] = [new AbortController(), new AbortController()];
    const asking = [cache.get('a', signing.signIn, one.signal), cache.get('a', signing.signIn, two.signal)];
    const { signal } = await signing.next();
    const reason = new Error('over');
    one.abort(reason);
    await expect(asking[0]).rejects.toBe(reason);
    expect(signal.aborted).toBe(false);
    two.abort(reason);
    await expect(asking[1]).rejects.toBe(reason);
    expect(signal.aborted).toBe(true);
    const again = cache.get('a', signing.signIn, never);
    await signing.finish('one');
    expect(await again).toEqual({ token: 'one' });
  });

  it('are forgotten by the begin of their key', async () => {
    const cache = createSessionCache<Session>({ now: () => 0 });
    const signing = hand();
    const first = cache.get('a#1', signing.signIn, never);
    await signing.finish('one');
    await first;
    cache.forget('a#');
    const second = cache.get('a#1', signing.signIn, never);
    await signing.finish('two');
    expect(await second).toEqual({ token: 'two' });
  });

  it('R32 keep a refusal that only a new approval helps until the details change, or a person asks again', async () => {
    let now = 0;
    const cache = createSessionCache<Session>({ now: () => now });
    const signing = hand();
    const refusal = new MillraceError('MISSING_TOKEN', { system: 'Salesforce', reason: 'session-expired' });
    const first = cache.get('a:1#', signing.signIn, never);
    await Promise.all([signing.fail(refusal), expect(first).rejects.toBe(refusal)]);
    now = 86_400_000;
    await expect(cache.get('a:1#', signing.signIn, never)).rejects.toBe(refusal);
    expect(signing.started).toBe(1);
    const edited = cache.get('a:2#', signing.signIn, never);
    await signing.finish('two');
    expect(await edited).toEqual({ token: 'two' });
    cache.forgetRefusals('a:');
    const again = cache.get('a:1#', signing.signIn, never);
    await signing.finish('one');
    expect(await again).toEqual({ token: 'one' });
    expect(signing.started).toBe(3);
  });

  it('aren’t lost when a sign-in that everybody left fails later', async () => {
    const cache = createSessionCache<Session>({ now: () => 0 });
    const signing = hand();
    const leaving = new AbortController();
    const left = cache.get('a', signing.signIn, leaving.signal);
    const abandoned = await signing.next();
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    const second = cache.get('a', signing.signIn, never);
    await signing.finish('second');
    await second;
    abandoned.fail(new Error('too late'));
    await Promise.resolve();
    await Promise.resolve();
    expect(await cache.get('a', signing.signIn, never)).toEqual({ token: 'second' });
    expect(signing.started).toBe(2);
  });
});
