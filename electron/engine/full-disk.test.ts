import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { ErrorPolicy } from '../../shared/flow/document.ts';
import { isJournaledIntent, type JournalEntry } from '../ports/run.ts';
import type { CallContext } from '../ports/step.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';
import { memorySpill } from './spill/memory-spill.fixture.ts';

const full = new MillraceError('DISK_FULL', { path: 'millrace.db', cause: 'ENOSPC' });

/** A journal on a disk that has room for so many appends; what was written is in `written`. */
function journalWithRoomFor(appends: number) {
  const written: JournalEntry[] = [];
  let left = appends;
  const append = async (entries: JournalEntry[]) => {
    await turn();
    left -= 1;
    if (left < 0) throw full;
    written.push(...entries);
  };
  return { written, journal: { append } };
}

/** Names of the records that the journal says a write was to begin with. */
const announced = (entries: readonly JournalEntry[]): Set<string> =>
  new Set(
    entries.flatMap(({ runId, step, batchKey, outcome }) =>
      isJournaledIntent(outcome) ? outcome.records.map((id) => `${runId}/${step}/${batchKey}#${id}`) : [],
    ),
  );

const policies: ErrorPolicy[] = ['stop', 'skip', 'port'];

describe('a full disk', () => {
  it.each(
    ['map', 'batch'].flatMap((shape) =>
      policies.flatMap((onError) => [0, 1, 3].map((room) => [shape, onError, room] as const)),
    ),
  )(
    'R8 at the journal stops the run before a %s step writes (on errors: %s, room for %i)',
    async (shape, onError, room) => {
      const { written, journal } = journalWithRoomFor(room);
      const made: string[] = [];
      const unannounced: string[] = [];
      const call = (count: number, context: CallContext) => {
        for (let index = 0; index < count; index += 1) {
          const key = context.idempotencyKey(index);
          made.push(key);
          if (!announced(written).has(key)) unannounced.push(key);
        }
      };
      const write = testStep({ type: 'write', shape: shape === 'map' ? 'map' : 'batch', effect: 'write' }, () =>
        shape === 'map'
          ? {
              shape: 'map',
              pure: false,
              concurrency: 4,
              async run(_record, context) {
                call(1, context);
                await turn();
                return {};
              },
            }
          : {
              shape: 'batch',
              size: 5,
              async run(records, context) {
                call(records.length, context);
                await turn();
                return records.map(() => ({}));
              },
            },
      );
      const flow = testFlow([
        { id: 'start', type: 'manual' },
        { id: 'write', type: 'write', onError },
      ]);
      const { state } = await startTestRun(flow, { turn, steps: [write], journal, triggerRecords: numbered(40) }).end();
      expect(state).toMatchObject({ status: 'failed', error: { code: 'DISK_FULL' } });
      expect(unannounced).toEqual([]);
      expect(made.length).toBeLessThan(40);
      const { in: received, out, failed, skipped } = state.steps.write ?? { in: 0, failed: 0, skipped: 0 };
      expect((out?.out ?? 0) + failed + skipped).toBe(received);
    },
  );

  it.each(policies)(
    'R8 at the journal of what is read ends the run and blames no record (on errors: %s)',
    async (onError) => {
      const rows = testStep({ type: 'rows', shape: 'source', effect: 'read' }, () => ({
        shape: 'source',
        async *read() {
          yield { records: numbered(3), cursor: 1 };
          yield { records: numbered(3), cursor: 2 };
        },
      }));
      const keep = testStep({ type: 'keep', shape: 'map' }, () => ({
        shape: 'map',
        pure: false,
        concurrency: 1,
        run: async () => ({}),
      }));
      const flow = testFlow([
        { id: 'start', type: 'manual' },
        { id: 'rows', type: 'rows', onError },
        { id: 'keep', type: 'keep' },
      ]);
      const { journal } = journalWithRoomFor(1);
      const options = { turn, steps: [rows, keep], journal, triggerRecords: numbered(4) };
      const { state } = await startTestRun(flow, options).end();
      expect(state).toMatchObject({ status: 'failed', error: { code: 'DISK_FULL' } });
      expect(state.steps.rows).toMatchObject({ status: 'failed', out: { out: 3 }, failed: 0 });
    },
  );

  it.each(policies)('where keys are spilled ends the run and blames no record (on errors: %s)', async (onError) => {
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'unique', type: 'remove_duplicates', onError },
      { id: 'last', type: 'limit', settings: { count: 100 } },
    ]);
    const spill = () => ({
      ...memorySpill(200),
      createSet: () => ({
        add(): boolean {
          throw full;
        },
      }),
    });
    const { state } = await startTestRun(flow, { turn, openSpill: spill, triggerRecords: numbered(40) }).end();
    expect(state).toMatchObject({ status: 'failed', error: { code: 'DISK_FULL' } });
    expect(state.steps.unique).toMatchObject({ status: 'failed', error: { code: 'DISK_FULL' } });
  });

  it.each([
    ['sort', { by: 'n' }],
    ['summarise', { groupBy: ['n'], measures: [{ name: 'all', function: 'list', value: 'n' }] }],
    ['gather', { origin: 'all' }],
    ['join', { leftKey: 'n', rightKey: 'n' }],
  ])('where %s puts records outside memory ends the run', async (type, settings) => {
    const spill = () => ({
      ...memorySpill(200),
      createFile: () => ({
        append: async () => {
          throw full;
        },
        async *read(): AsyncGenerator<string[]> {},
      }),
    });
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'step', type, settings, onError: 'skip' },
    ]);
    const { state } = await startTestRun(flow, { turn, openSpill: spill, triggerRecords: numbered(40) }).end();
    expect(state).toMatchObject({ status: 'failed', error: { code: 'DISK_FULL' } });
    expect(state.steps.step?.status).toBe('failed');
  });
});
