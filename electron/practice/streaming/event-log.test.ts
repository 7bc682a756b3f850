import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from './event.ts';
import { EventBus } from './event-bus.ts';
import { EventLog, retainAtMost } from './event-log.ts';

const event = (replayId: number, at = replayId): StoredEvent => ({
  replayId,
  at,
  body: { kind: 'generic', payload: String(replayId) },
});

const ids = (events: readonly StoredEvent[]) => events.map(({ replayId }) => replayId);

describe('The log of a channel', () => {
  it('finds, drops and expires events as a plain list would, whatever is done in which order', () => {
    const step = fc.oneof(
      fc.record({ append: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ dropUpTo: fc.nat(200) }),
      fc.record({ expire: fc.nat(200) }),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 80 }),
        fc.nat(200),
        fc.integer({ min: 1, max: 10 }),
        (steps, from, limit) => {
          const log = new EventLog();
          let model: StoredEvent[] = [];
          let last = 0;
          for (const one of steps) {
            if ('append' in one) {
              last += one.append;
              log.append(event(last));
              model.push(event(last));
            } else if ('dropUpTo' in one) {
              const kept = model.filter(({ replayId }) => replayId > one.dropUpTo);
              expect(log.dropUpTo(one.dropUpTo)).toBe(model.length - kept.length);
              model = kept;
            } else {
              log.expire(one.expire);
              model = model.filter(({ at }) => at >= one.expire);
            }
          }
          expect(log.size).toBe(model.length);
          expect(log.after(from, limit)).toEqual(model.filter(({ replayId }) => replayId > from).slice(0, limit));
          expect(log.has(from)).toBe(model.some(({ replayId }) => replayId === from));
          expect(log.newest(limit)).toEqual(model.slice(-limit));
        },
      ),
    );
  });

  it('keeps the newest hundred thousand events', () => {
    const log = new EventLog();
    for (let id = 1; id <= retainAtMost + 25_000; id += 1) log.append(event(id));
    expect(log.size).toBe(retainAtMost);
    expect(log.has(25_000)).toBe(false);
    expect(ids(log.after(0, 2))).toEqual([25_001, 25_002]);
    expect(ids(log.after(retainAtMost + 24_999, 5))).toEqual([retainAtMost + 25_000]);
  });
});

describe('The bus', () => {
  it('goes on counting where it was, with the same gaps, after it was saved and loaded', () => {
    const body = { kind: 'generic', payload: 'x' } as const;
    const now = () => new Date(0);
    const first = new EventBus(now);
    for (let count = 0; count < 10; count += 1) first.append({ key: 'u/a', body });
    const second = new EventBus(now);
    second.load(JSON.parse(JSON.stringify(first.save())));
    expect(second.after(['u/a'], 0, 100)).toEqual(first.after(['u/a'], 0, 100));
    expect(second.append({ key: 'u/b', body })).toBe(first.append({ key: 'u/b', body }));
    for (const wrong of [null, [], {}, { lastReplayId: 'x', logs: [] }])
      expect(() => second.load(wrong)).toThrow(TypeError);
  });
});
