import { describe, expect, it, vi } from 'vitest';
import { createNodeClock } from './clock.ts';
import { createLineLog } from './log.ts';
import { createNodeRandom } from './random.ts';

describe('the computer’s clock', () => {
  const clock = createNodeClock();

  it('sleeps at least as long as asked, by the monotonic clock', async () => {
    const began = clock.monotonic();
    await clock.sleep(20);
    expect(clock.monotonic() - began).toBeGreaterThanOrEqual(19);
  });

  it('wakes with the signal’s reason, also when it was aborted before', async () => {
    const controller = new AbortController();
    const sleeping = clock.sleep(60_000, controller.signal);
    const reason = new Error('over');
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(clock.sleep(60_000, controller.signal)).rejects.toBe(reason);
  });

  it('calls back once, unless it is cancelled', async () => {
    let calls = 0;
    const cancel = clock.schedule(1, () => calls++);
    cancel();
    await new Promise<void>((resolve) => clock.schedule(5, resolve));
    expect(calls).toBe(0);
  });

  it('takes a time longer than a timer of Node for what it is', async () => {
    const days = 30 * 86_400_000;
    // Only those that it uses: whatever else in this process repeats itself would be called for each moment of a month.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      let calls = 0;
      clock.schedule(days, () => calls++);
      const slept = clock.sleep(days).then(() => calls++);
      await vi.advanceTimersByTimeAsync(days - 1);
      expect(calls).toBe(0);
      await vi.advanceTimersByTimeAsync(1);
      await slept;
      expect(calls).toBe(2);
      clock.schedule(days, () => calls++)();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('lets pending input have its turn', async () => {
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    await clock.yield();
    expect(turned).toBe(true);
  });
});

describe('ids and chance', () => {
  it('are a UUID and a number from 0 to below 1', () => {
    const random = createNodeRandom();
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(random.fraction()).toBeLessThan(1);
  });
});

describe('the log', () => {
  it('writes one JSON line for each message, line breaks escaped', () => {
    const lines: string[] = [];
    const log = createLineLog({ now: () => 0 }, (line) => lines.push(line));
    log.info('started', { port: 1 });
    log.error('two\nlines');
    expect(lines).toEqual([
      '{"time":"1970-01-01T00:00:00.000Z","level":"info","message":"started","port":1}\n',
      '{"time":"1970-01-01T00:00:00.000Z","level":"error","message":"two\\nlines"}\n',
    ]);
  });
});
