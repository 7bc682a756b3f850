import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import { renameFlow } from '../commands/change-flow.ts';
import { fixtureContent } from '../commands/commands.fixture.ts';
import type { FlowContent } from '../commands/edit.ts';
import { createDocumentStore } from '../stores/document-store.ts';
import { Autosave, SAVE_AFTER_MS, type SaveState } from './autosave.ts';

function open(save: (content: FlowContent, revision: number) => Promise<{ revision: number; savedAt: string }>) {
  const store = createDocumentStore(fixtureContent());
  const states: SaveState['kind'][] = [];
  const autosave = new Autosave({
    save,
    content: () => store.getState().content,
    onState: ({ kind }) => states.push(kind),
    revision: 1,
    savedAt: undefined,
  });
  store.subscribe(() => autosave.contentChanged());
  return { autosave, states, rename: (name: string) => store.getState().apply(renameFlow(name)) };
}

describe('autosave', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('saves once, 1 s after the last of several changes, with the newest content', async () => {
    const saved: string[] = [];
    const { rename, states } = open(async ({ document }, revision) => {
      saved.push(document.name);
      return { revision: revision + 1, savedAt: 'now' };
    });
    rename('A');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS - 1);
    rename('B');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS - 1);
    expect(saved).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(saved).toEqual(['B']);
    expect(states.at(-1)).toBe('saved');
  });

  it('never saves what didn’t change', async () => {
    const save = vi.fn(async () => ({ revision: 2, savedAt: 'now' }));
    const { autosave } = open(save);
    expect(await autosave.flush()).toBe(true);
    expect(save).not.toHaveBeenCalled();
  });

  it('saves changes made during a save after it, at the revision it gave', async () => {
    const revisions: number[] = [];
    let finish = () => {};
    const { autosave, rename } = open(async (_, revision) => {
      revisions.push(revision);
      if (revisions.length === 1) await new Promise<void>((resolve) => (finish = resolve));
      return { revision: revision + 1, savedAt: 'now' };
    });
    rename('A');
    const flushed = autosave.flush();
    rename('B');
    finish();
    expect(await flushed).toBe(true);
    expect(revisions).toEqual([1, 2]);
  });

  it('tells of a failure, keeps the work, and saves it when asked again', async () => {
    let broken = true;
    const { autosave, rename, states } = open(async (_, revision) => {
      if (broken) throw new MillraceError('HOST_GONE');
      return { revision: revision + 1, savedAt: 'now' };
    });
    rename('A');
    expect(await autosave.flush()).toBe(false);
    expect(states.at(-1)).toBe('failed');
    broken = false;
    expect(await autosave.flush()).toBe(true);
    expect(states.at(-1)).toBe('saved');
  });

  it('stops after a conflict, so that nothing of the other window is written over', async () => {
    const save = vi.fn(async () => {
      throw new MillraceError('SAVE_CONFLICT');
    });
    const { autosave, rename, states } = open(save);
    rename('A');
    await autosave.flush();
    rename('B');
    await vi.advanceTimersByTimeAsync(10 * SAVE_AFTER_MS);
    expect(save).toHaveBeenCalledTimes(1);
    expect(states.at(-1)).toBe('conflict');
  });
});
