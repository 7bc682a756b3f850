import { describe, expect, it } from 'vitest';
import { numbered } from './flow-run.fixture.ts';
import { NO_PLACES } from './places.ts';
import { Inbox } from './queue.ts';

const line = { from: 0, port: 0, to: 1, toPort: 0, suffix: '', fromStep: 'a', fromPort: 'out' };
const batch = (key: string, size: number) => ({ key, records: numbered(size), places: NO_PLACES, line });

describe('the queues into a step', () => {
  it('let a producer go on as long as its edge has room, and wake it when there is room again', async () => {
    const inbox = new Inbox(10);
    const edge = inbox.openEdge();
    expect(inbox.push(edge, batch('a', 6))).toBeUndefined();
    const full = inbox.push(edge, batch('b', 6));
    expect(full).toBeInstanceOf(Promise);
    expect(inbox.size).toBe(12);
    expect(inbox.take()?.key).toBe('a');
    await expect(full).resolves.toBeUndefined();
  });

  it('R15 are full with fewer records where those are large', async () => {
    const inbox = new Inbox(400);
    const edge = inbox.openEdge();
    const records = Array.from({ length: 2 }, () => ({ text: 'x'.repeat(2_000_000) }));
    expect(inbox.push(edge, { ...batch('a', 0), records })).toBeUndefined();
    const full = inbox.push(edge, { ...batch('b', 0), records });
    expect(full).toBeInstanceOf(Promise);
    inbox.take();
    await expect(full).resolves.toBeUndefined();
  });

  it('bound each edge by itself, and give batches in the order they came', () => {
    const inbox = new Inbox(5);
    const [first, second] = [inbox.openEdge(), inbox.openEdge()];
    expect(inbox.push(first, batch('a', 5))).toBeInstanceOf(Promise);
    expect(inbox.push(second, batch('b', 4))).toBeUndefined();
    expect([inbox.take()?.key, inbox.take()?.key, inbox.take()]).toEqual(['a', 'b', undefined]);
  });

  it('end when every edge is closed and all was taken, which wakes who waits', async () => {
    const inbox = new Inbox(5);
    const edge = inbox.openEdge();
    inbox.openEdge();
    const changed = inbox.changed();
    void inbox.push(edge, batch('a', 1));
    await changed;
    inbox.closeEdge();
    inbox.closeEdge();
    expect(inbox.ended).toBe(false);
    inbox.take();
    expect(inbox.ended).toBe(true);
    await inbox.changed();
  });

  it('let go of everybody when the run stops', async () => {
    const inbox = new Inbox(1);
    const edge = inbox.openEdge();
    const full = inbox.push(edge, batch('a', 1));
    inbox.take();
    const waiting = inbox.changed();
    const fullAgain = inbox.push(edge, batch('b', 1));
    inbox.release();
    await Promise.all([full, fullAgain, waiting, inbox.changed()]);
    expect(inbox.push(edge, batch('c', 1))).toBeUndefined();
  });
});
