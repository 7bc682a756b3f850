import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../electron/node/database.ts';
import { lockStore } from '../../electron/node/store-lock.ts';
import type { Store } from '../../electron/storage/index.ts';
import { MillraceError } from '../../shared/errors/index.ts';
import { createFlow } from '../../shared/flow/index.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { createTemporaryFolder, createTemporaryStore } from '../support/temporary-store.ts';

const FLOWS = ['first', 'second', 'third'];

/** A closed store with three flows, a connection, a run and two backups; its files by name. */
function prepare(): Map<string, Uint8Array> {
  const temporary = createTemporaryStore();
  const { folder, clock, store } = temporary;
  for (const id of FLOWS) {
    const steps = [{ id: 'start', type: 'manual', name: `Start of ${id}` }];
    store.flows.create({ ...createFlow(`The ${id}`, id), steps }, { crm: 'c1' });
  }
  clock.advance(3_000);
  const details = { description: '', connector: 'http', auth: 'none', environment: '', fields: {}, secretsStored: [] };
  store.connections.create('c1', { ...details, name: 'Acme', sealed: new Uint8Array(64).fill(7) });
  const recorder = store.createRunRecorder();
  const header = { runId: 'r1', flowId: 'first', flowName: 'The first', revision: 1, trigger: 'manual', edges: [] };
  const startedAt = new Date(clock.now()).toISOString();
  const steps = [{ id: 'start', type: 'manual', name: 'Start' }];
  recorder.event({
    type: 'run.started',
    seq: 1,
    elapsedMs: 0,
    header: { ...header, startedAt, retention: 'full', steps },
  });
  recorder.records(
    'start',
    'out',
    0,
    Array.from({ length: 300 }, (_, index) => ({ index, name: 'Ada' })),
  );
  clock.advance(3_000);
  store.close();
  lockStore(folder, 'one of before').release();
  writeFileSync(join(folder, 'millrace.owner.json'), '{"name":"one of before","pid":1,"startedAt":"then"}');
  return new Map(readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
}

function write(files: ReadonlyMap<string, Uint8Array>): string {
  const folder = createTemporaryFolder();
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  return folder;
}

/**
 * Opens the store as a start does, looks at everything in it and closes it. Nothing may fail but with an error of ours,
 * and what a person made is there, or said to be missing: by a refusal, a notice, or the mark `damaged`.
 */
function startOn(folder: string): 'whole' | 'mended' | 'refused' {
  const lock = lockStore(folder, 'the test');
  try {
    const { store } = createTemporaryStore(folder);
    const ids = store.flows.list().map(({ id }) => id);
    const readable = ids.filter((id) => look(() => store.flows.get(id)));
    lookAtRuns(store);
    store.settings.all();
    const connections = store.connections.list();
    store.close();
    if (store.notices.length > 0) {
      expect(readable.length).toBeGreaterThan(0);
      return 'mended';
    }
    expect(ids).toHaveLength(FLOWS.length);
    expect(connections).toHaveLength(1);
    return 'whole';
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    expect(['STORE_DAMAGED', 'STORE_NEWER', 'STORE_UNWRITABLE']).toContain(thrown.code);
    return 'refused';
  } finally {
    lock.release();
  }
}

function look(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    return false;
  }
}

function lookAtRuns({ runs }: Store): void {
  look(() => runs.list({ offset: 0, limit: 10 }));
  look(() => runs.get('r1'));
  look(() => runs.events('r1', 0));
  look(() => runs.records('r1', 'start', 'out', { offset: 0, limit: 1000 }));
}

const part = (bytes: Uint8Array, share: number): Uint8Array => bytes.slice(0, Math.floor(bytes.length * share));
const overwritten = (bytes: Uint8Array, from: number, length: number, value = 0): Uint8Array =>
  bytes.map((byte, index) => (index >= from && index < from + length ? value : byte));
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** A whole database with another program's tables. */
function otherDatabase(): Uint8Array {
  const path = join(createTemporaryFolder(), 'other.db');
  const database = openDatabase(path);
  database.execute('CREATE TABLE flows (a TEXT); INSERT INTO flows VALUES (1)');
  database.close();
  return new Uint8Array(readFileSync(path));
}

const mutations: [string, (bytes: Uint8Array) => Uint8Array][] = [
  ['empty', () => new Uint8Array()],
  ['one byte long', (bytes) => bytes.slice(0, 1)],
  ['cut within its header', (bytes) => bytes.slice(0, 60)],
  ['cut after its first page', (bytes) => bytes.slice(0, 4096)],
  ['cut in half', (bytes) => part(bytes, 0.5)],
  ['one byte short', (bytes) => bytes.slice(0, -1)],
  ['all zeros', (bytes) => new Uint8Array(bytes.length)],
  ['text', () => text('Not what it should be.\n'.repeat(500))],
  ['JSON of the wrong type', () => text('[null]')],
  ['another database', otherDatabase],
  ['overwritten in its middle', (bytes) => overwritten(bytes, Math.floor(bytes.length / 2), 4096, 0xa5)],
];

describe('R5 damage to the store', () => {
  let files = new Map<string, Uint8Array>();
  let names: string[] = [];
  beforeEach(() => {
    if (files.size > 0) return;
    files = prepare();
    names = [...files.keys()];
  });

  it('is tried on a store that is whole', () => {
    expect(startOn(write(files))).toBe('whole');
    expect(names.filter((name) => name.includes('backup'))).toHaveLength(2);
  });

  it.each(mutations)('never crashes a start or empties a project when a file is %s', (_, mutate) => {
    for (const [name, bytes] of files) {
      const damaged = mutate(bytes);
      const folder = write(new Map([...files, [name, damaged]]));
      const outcome = startOn(folder);
      expect({ name, outcome }).not.toEqual({ name, outcome: 'refused' });
      if (outcome !== 'mended') continue;
      const kept = readdirSync(folder).filter((file) => file.includes('damaged'));
      expect(kept.some((file) => Buffer.compare(readFileSync(join(folder, file)), damaged) === 0)).toBe(true);
      expect(startOn(folder)).not.toBe('refused');
    }
  });

  it.each(mutations)('is refused, never an empty project, when the store and all backups are %s', (_, mutate) => {
    const isDatabase = (name: string) => name.endsWith('.db');
    const folder = write(new Map([...files].map(([name, bytes]) => [name, isDatabase(name) ? mutate(bytes) : bytes])));
    const outcomes = [startOn(folder), startOn(folder)];
    // A byte short, a hole in the middle of a free page: such a store may still be whole.
    if (outcomes[0] === 'refused') expect(outcomes).toEqual(['refused', 'refused']);
  });

  it('of a file that is gone is noticed too', () => {
    for (const name of names) {
      const folder = write(files);
      rmSync(join(folder, name));
      expect({ name, outcome: startOn(folder) }).toEqual({
        name,
        outcome: name === 'millrace.db' ? 'mended' : 'whole',
      });
    }
  });

  const flips = repetitions(20, 200);
  it(
    `of a single bit never crashes a start or empties a project, ${flips} times in every file`,
    () => {
      for (const [name, bytes] of files) {
        for (let flip = 0; flip < flips && bytes.length > 0; flip += 1) {
          const damaged = bytes.slice();
          const at = Math.floor(Math.random() * bytes.length);
          const bit = Math.floor(Math.random() * 8);
          damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
          const folder = write(new Map([...files, [name, damaged]]));
          // A flipped bit of the version reads as a newer one, which is refused and left alone.
          const isVersion = name.endsWith('.db') && at >= 60 && at < 64;
          const outcome = startOn(folder);
          if (!isVersion) expect({ name, at, bit, outcome }).not.toEqual({ name, at, bit, outcome: 'refused' });
        }
      }
    },
    timeLimit(flips * 6, 200),
  );
});
