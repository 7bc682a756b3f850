import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../ports/run.ts';
import { createFlowTurns } from './flow-turns.ts';

function createTurns() {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<RunResult>>();
  const turns = createFlowTurns((runId) => {
    begun.push(runId);
    const end = Promise.withResolvers<RunResult>();
    ends.set(runId, end);
    return end.promise;
  });
  const end = async (runId: string, fails = false) => {
    if (fails) ends.get(runId)?.reject(new Error('over'));
    else ends.get(runId)?.resolve({} as RunResult);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { turns, begun, end };
}

describe('the turns of a flow’s runs', () => {
  it('come one after another, however the one before ended', async () => {
    const { turns, begun, end } = createTurns();
    for (const runId of ['a', 'b', 'c']) turns.queue(runId).catch(() => undefined);
    expect(begun).toEqual(['a']);
    await end('a', true);
    expect(begun).toEqual(['a', 'b']);
    await end('b');
    await end('c');
    expect(begun).toEqual(['a', 'b', 'c']);
    expect(turns.isBusy()).toBe(false);
  });

  it('wait for a run that went already, and begin none after they were closed', async () => {
    const { turns, begun } = createTurns();
    const earlier = Promise.withResolvers<void>();
    turns.follow(earlier.promise);
    void turns.queue('a');
    expect(begun).toEqual([]);
    turns.close();
    earlier.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toEqual([]);
  });

  it('make whoever wants a thousand and one wait until there is room, or is told to stop', async () => {
    const { turns, end } = createTurns();
    for (let number = 0; number <= 1_000; number += 1) turns.queue(`${number}`).catch(() => undefined);
    const stopping = new AbortController();
    let entered = 0;
    const enter = () => {
      entered += 1;
    };
    const hoping = turns.room(new AbortController().signal).then(enter);
    const leaving = turns.room(stopping.signal);
    stopping.abort(new Error('stopped'));
    await expect(leaving).rejects.toThrow('stopped');
    expect(entered).toBe(0);
    await end('0');
    await hoping;
    expect(entered).toBe(1);
  });
});
