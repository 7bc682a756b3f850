import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { createNodeClock } from '../../node/clock.ts';
import { createNodeFiles } from '../../node/files.ts';
import { createNodeFolders } from '../../node/folders.ts';
import type { RunResult } from '../../ports/run.ts';
import type { Fired, TriggerContext } from '../../ports/trigger.ts';
import { watchFolder } from './watch-folder.ts';
import type { FolderServices } from './watch-folder-settings.ts';

/** Moments of activation after all that the tests put into the folder: what is there when watching begins came before. */
const FIRST = Date.now() + 3_600_000;
const SECOND = FIRST + 1;

let folder: string;
/** Names of the files of each firing. */
let firings: string[][];
let position: Json | undefined;
let endRun: () => void;
let holds: boolean;
let watching: { stop(): Promise<void>; over: Promise<void> } | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-watch-'));
  firings = [];
  position = undefined;
  holds = false;
});

afterEach(async () => {
  await watching?.stop();
  watching = undefined;
  await rm(folder, { recursive: true, force: true });
});

function watch(settings: JsonObject = {}, activeSince = FIRST): void {
  const stopping = new AbortController();
  const context: TriggerContext<FolderServices> = {
    flowId: 'flow',
    step: { id: 'inbox', type: 'watch_folder', name: 'Inbox' },
    settings: { path: '.', settleSeconds: 0.05, ...settings },
    position,
    activeSince,
    absence: 'closed',
    clock: createNodeClock(),
    services: { files: createNodeFiles(folder), folders: createNodeFolders() },
    signal: stopping.signal,
    fire: async (firing): Promise<Fired> => {
      firings.push(firing.records.map(({ name }) => String(name)));
      position = firing.position;
      const { promise, resolve } = Promise.withResolvers<RunResult>();
      endRun = () => resolve({} as RunResult);
      if (!holds) endRun();
      return { status: 'started', runId: 'run', result: promise };
    },
    moveTo: (next) => {
      position = next;
    },
    miss: () => undefined,
  };
  const over = watchFolder.startsRuns?.watch(context) ?? Promise.reject(new Error('It starts runs.'));
  over.catch(() => undefined);
  watching = {
    over,
    stop: async () => {
      stopping.abort(new DOMException('over', 'AbortError'));
      await over.catch(() => undefined);
    },
  };
}

const put = (name: string, content = 'abc') => writeFile(join(folder, name), content);
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const baseline = () => until(() => expect(position).toBeDefined());

describe('watching a folder', () => {
  it('hands on files that come, change or are moved in, each change once, with what is known of them', async () => {
    await put('old.csv');
    watch({ pattern: '*.csv' });
    await baseline();
    await put('a.csv');
    await put('a.txt');
    await put('a.csv.part');
    await until(() => expect(firings).toEqual([['a.csv']]));
    await appendFile(join(folder, 'a.csv'), 'more');
    await until(() => expect(firings).toEqual([['a.csv'], ['a.csv']]));
    await rename(join(folder, 'a.csv.part'), join(folder, 'b.csv'));
    await until(() => expect(firings.flat()).toEqual(['a.csv', 'a.csv', 'b.csv']));
  });

  it('hands on a burst of files together', async () => {
    watch({ settleSeconds: 0.5 });
    await baseline();
    const names = Array.from({ length: 50 }, (_, index) => `file-${String(index).padStart(2, '0')}.csv`);
    for (const name of names) await put(name);
    await until(() => expect(firings).toEqual([names]));
  });

  it('finds what came while Millrace was closed, and nothing that it has handed on', async () => {
    await put('old.csv');
    watch();
    await baseline();
    await put('a.csv');
    await until(() => expect(firings).toEqual([['a.csv']]));
    await watching?.stop();
    await put('b.csv');
    await put('a.csv', 'changed');
    watch();
    await until(() => expect(firings).toEqual([['a.csv'], ['a.csv', 'b.csv']]));
    await watching?.stop();
    watch();
    await put('c.csv');
    await until(() => expect(firings.slice(2)).toEqual([['c.csv']]));
  });

  it('leaves alone what came before the flow was activated, unless it is to be taken', async () => {
    await put('old.csv');
    watch();
    await baseline();
    await watching?.stop();
    await put('between.csv');
    watch({}, SECOND);
    await until(() => expect(position).toMatchObject({ activeSince: SECOND }));
    expect(Object.keys((position as { files: JsonObject }).files)).toEqual(['between.csv', 'old.csv']);
    await watching?.stop();
    watch({ takeExisting: true }, SECOND + 1);
    await until(() => expect(firings).toEqual([['between.csv', 'old.csv']]));
  });

  it('takes what came between the activation and the first look', async () => {
    await put('a.csv');
    watch({}, Date.now() - 3_600_000);
    await until(() => expect(firings).toEqual([['a.csv']]));
  });

  it('R16 waits with further files until the run is over', async () => {
    holds = true;
    watch();
    await baseline();
    await put('a.csv');
    await until(() => expect(firings).toEqual([['a.csv']]));
    await put('b.csv');
    await put('c.csv');
    holds = false;
    endRun();
    await until(() => expect(firings).toEqual([['a.csv'], ['b.csv', 'c.csv']]));
  });

  it('looks into folders within when the pattern says so', async () => {
    watch({ pattern: '**/*.csv' });
    await baseline();
    await mkdir(join(folder, 'in', 'deep'), { recursive: true });
    await put('in/deep/a.csv');
    await until(() => expect(firings).toEqual([['a.csv']]));
  });

  it('says that the folder isn’t there, or was removed, and stops at once when it shall', async () => {
    watch({ path: 'later' });
    await expect(watching?.over).rejects.toMatchObject({ code: 'FOLDER_NOT_FOUND' });
    await mkdir(join(folder, 'later'));
    watch({ path: 'later' });
    await baseline();
    await rm(join(folder, 'later'), { recursive: true });
    await expect(watching?.over).rejects.toMatchObject({ code: 'FOLDER_NOT_FOUND' });
    await mkdir(join(folder, 'later'));
    watch({ path: 'later' });
    await watching?.stop();
    await expect(watching?.over).resolves.toBeUndefined();
  });

  it('is told in a sentence, and refuses what it can’t watch', () => {
    const describe = watchFolder.startsRuns?.describe;
    expect(describe?.({ path: 'inbox', pattern: '*.csv' })).toBe('When files like “*.csv” come into “inbox”.');
    expect(() => describe?.({})).toThrow(expect.objectContaining({ code: 'SETTING_REQUIRED' }));
    const wrong: JsonObject[] = [
      { pattern: '*.{csv' },
      { settleSeconds: -1 },
      { settleSeconds: 'x' },
      { takeExisting: 1 },
    ];
    for (const settings of wrong) {
      expect(() => describe?.({ path: 'inbox', ...settings })).toThrow(
        expect.objectContaining({ code: 'SETTING_WRONG' }),
      );
    }
  });
});
