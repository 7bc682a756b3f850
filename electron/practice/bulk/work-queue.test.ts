import { describe, expect, it } from 'vitest';
import { WorkQueue } from './work-queue.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function* count(to: number, seen: string[], name: string): Generator<void> {
  for (let index = 1; index <= to; index += 1) {
    seen.push(name + index);
    yield;
  }
}

describe('the work queue', () => {
  it('gives every task one step in turn', async () => {
    const queue = new WorkQueue();
    const seen: string[] = [];
    queue.add('a', count(3, seen, 'a'), () => {});
    queue.add('b', count(1, seen, 'b'), () => {});
    await expect.poll(() => queue.has('a') || queue.has('b')).toBe(false);
    expect(seen).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  it('lets everything else in the process have its turn while a task runs', async () => {
    const queue = new WorkQueue();
    let steps = 0;
    function* endless(): Generator<void> {
      for (;;) {
        steps += 1;
        const end = performance.now() + 2;
        while (performance.now() < end);
        yield;
      }
    }
    queue.add('endless', endless(), () => {});
    for (let turns = 0; turns < 5; turns += 1) {
      const before = steps;
      await turn();
      expect(steps - before).toBeLessThanOrEqual(10);
    }
    expect(steps).toBeGreaterThan(4);
    queue.stop();
    const last = steps;
    await turn();
    expect(steps).toBe(last);
  });

  it('tells what a step threw and goes on with the others', async () => {
    const queue = new WorkQueue();
    const seen: string[] = [];
    const errors: unknown[] = [];
    // biome-ignore lint/correctness/useYield: the task fails before its first step ends.
    function* bad(): Generator<void> {
      throw new Error('bad');
    }
    queue.add('bad', bad(), (error) => errors.push(error));
    queue.add('b', count(2, seen, 'b'), () => {});
    await expect.poll(() => queue.has('b')).toBe(false);
    expect(seen).toEqual(['b1', 'b2']);
    expect(errors).toEqual([new Error('bad')]);
  });

  it('forgets a task that is cancelled', async () => {
    const queue = new WorkQueue();
    const seen: string[] = [];
    queue.add('a', count(3, seen, 'a'), () => {});
    queue.cancel('a');
    await turn();
    await turn();
    expect(seen).toEqual([]);
  });
});
