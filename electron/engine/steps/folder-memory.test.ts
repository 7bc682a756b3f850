import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../shared/json/json.ts';
import type { FolderFile } from '../../ports/folders.ts';
import { createFolderMemory, type FolderMemory } from './folder-memory.ts';

const watched = { folder: '/inbox', pattern: '*', activeSince: 1 };
const file = (name: string, size = 3, modifiedAt = 1_000.5): FolderFile => ({ name, size, modifiedAt });
const names = (files: readonly FolderFile[]) => files.map(({ name }) => name);

function restarted(memory: FolderMemory, settleMs = 2_000): FolderMemory {
  return createFolderMemory(JSON.parse(JSON.stringify(memory.positionWith([]))), watched, settleMs);
}

describe('files of a watched folder', () => {
  it('are ready once nothing about them has changed for the time to settle', () => {
    const memory = createFolderMemory(undefined, watched, 2_000);
    expect(memory.look([file('a', 3)], 0)).toEqual({ ready: [], nextInMs: 2_000 });
    expect(memory.look([file('a', 4)], 1_500)).toEqual({ ready: [], nextInMs: 2_000 });
    expect(memory.look([file('a', 4, 2_000)], 3_000)).toEqual({ ready: [], nextInMs: 2_000 });
    expect(memory.look([file('a', 4, 2_000)], 4_999)).toEqual({ ready: [], nextInMs: 1 });
    expect(names(memory.look([file('a', 4, 2_000)], 5_000).ready)).toEqual(['a']);
  });

  it('wait for others of the same burst, but not for ever', () => {
    const memory = createFolderMemory(undefined, watched, 2_000);
    memory.look([file('a')], 0);
    memory.look([file('a'), file('b')], 1_000);
    expect(memory.look([file('a'), file('b')], 2_000)).toEqual({ ready: [], nextInMs: 1_000 });
    expect(names(memory.look([file('a'), file('b')], 3_000).ready)).toEqual(['a', 'b']);
    const growing = (now: number) => memory.look([file('a'), file('b'), file('c', now)], now);
    for (let now = 4_000; now < 7_000; now += 500) expect(growing(now).ready).toEqual([]);
    expect(names(growing(7_500).ready)).toEqual(['a', 'b']);
  });

  it('that were handed on come again only when they changed', () => {
    const memory = createFolderMemory(undefined, watched, 0);
    expect(names(memory.look([file('a'), file('b')], 0).ready)).toEqual(['a', 'b']);
    memory.take([file('a'), file('b')]);
    expect(memory.look([file('a'), file('b')], 1)).toEqual({ ready: [], nextInMs: undefined });
    expect(names(memory.look([file('a', 3, 2_000), file('b', 4)], 2).ready)).toEqual(['a', 'b']);
  });

  it('are remembered in the position, and while their disk is away', () => {
    const memory = createFolderMemory(undefined, watched, 0);
    expect(memory.isFresh).toBe(true);
    memory.look([file('__proto__'), file('b')], 0);
    memory.take([file('__proto__'), file('b')]);
    const next = restarted(memory, 0);
    expect(next.isFresh).toBe(false);
    expect(next.look([], 0).ready).toEqual([]);
    next.take([]);
    expect(next.look([file('__proto__'), file('b')], 1).ready).toEqual([]);
    expect(names(next.look([file('__proto__', 9), file('c')], 2).ready)).toEqual(['__proto__', 'c']);
  });

  it('that are gone are forgotten past ten thousand, the longest seen first', () => {
    const memory = createFolderMemory(undefined, watched, 0);
    const many = Array.from({ length: 10_002 }, (_, index) => file(`f${index}`));
    memory.take(many);
    memory.look([file('f0')], 0);
    memory.take([]);
    expect(names(memory.look([file('f0'), file('f1'), file('f2')], 1).ready)).toEqual(['f1']);
  });

  it.each([
    ['another folder', { ...watched, folder: '/other' }],
    ['another pattern', { ...watched, pattern: '*.csv' }],
    ['a later activation', { ...watched, activeSince: 2 }],
  ])('of %s are seen for the first time', (_, other) => {
    const memory = createFolderMemory(undefined, watched, 0);
    memory.take([file('a')]);
    expect(createFolderMemory(memory.positionWith([]), other, 0).isFresh).toBe(true);
  });

  it('are new to a position that makes no sense', () => {
    const positions: Json[] = [null, 'x', [], {}, { ...watched, files: 3 }, { files: {} }];
    for (const position of positions) {
      expect(createFolderMemory(position, watched, 0).isFresh).toBe(true);
    }
    const odd = { ...watched, files: { a: 1, b: ['x', 2], c: [3, 1_000.5] } };
    expect(names(createFolderMemory(odd, watched, 0).look([file('a'), file('b'), file('c')], 0).ready)).toEqual([
      'a',
      'b',
    ]);
  });

  it('are each handed on once for each change, whatever comes, goes and restarts in between', () => {
    const steps = fc.array(
      fc.record({
        name: fc.constantFrom('a', 'b', 'c'),
        act: fc.constantFrom('write', 'remove', 'restart', 'wait'),
        after: fc.nat(3_000),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (story) => {
        let memory = createFolderMemory(undefined, watched, 2_000);
        memory.take([]);
        const present = new Map<string, FolderFile>();
        const handed: string[] = [];
        const idOf = ({ name, modifiedAt }: FolderFile) => `${name}@${modifiedAt}`;
        let now = 0;
        const look = () => {
          const { ready } = memory.look([...present.values()], now);
          memory.take(ready);
          handed.push(...ready.map(idOf));
        };
        for (const { name, act, after } of story) {
          now += after;
          if (act === 'write') present.set(name, file(name, 3, now));
          if (act === 'remove') present.delete(name);
          if (act === 'restart') memory = restarted(memory);
          look();
        }
        for (let rest = 0; rest < 10; rest += 1) {
          now += 2_000;
          look();
        }
        expect(new Set(handed).size).toBe(handed.length);
        for (const left of present.values()) expect(handed).toContain(idOf(left));
      }),
    );
  });
});
