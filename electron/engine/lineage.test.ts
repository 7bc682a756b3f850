import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { ErrorPolicy, FlowEdge, FlowStep } from '../../shared/flow/document.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { TestRun } from './flow-run.fixture.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';

const refusal = new MillraceError('RECORD_REFUSED', { system: 'CRM', detail: 'no', reason: 'no' });

/** Steps whose results name the record they came of, so that lineage can be checked against the data. */
const steps = [
  testStep({ type: 'some', shape: 'map', pure: true }, () => ({
    shape: 'map',
    pure: true,
    apply(record, _scope, emit) {
      if (Number(record.n) % 7 === 3) throw refusal;
      for (let copy = 0; copy < Number(record.n) % 3; copy += 1) emit(0, { ...record, copy });
    },
  })),
  testStep({ type: 'call', shape: 'batch', effect: 'read' }, () => ({
    shape: 'batch',
    size: 7,
    run: async (records) => records.map(({ n }) => (Number(n) % 5 === 0 ? { error: refusal } : { adds: n ?? null })),
  })),
  testStep({ type: 'rows', shape: 'source' }, () => ({
    shape: 'source',
    async *read({ n }) {
      for (let row = 0; row < Number(n) % 4; row += 2) yield { records: [{ row }, { row: row + 1 }] };
    },
  })),
  testStep({ type: 'reverse', shape: 'collect' }, () => {
    const kept: { record: JsonObject; place: number }[] = [];
    return {
      shape: 'collect',
      add: (record, _scope, { place }) => void kept.push({ record, place }),
      async *results() {
        const all = kept.toReversed();
        yield { records: all.map(({ record }) => record), parents: all.map(({ place }) => place) };
      },
    };
  }),
];

const flows = fc
  .array(
    fc.record({
      type: fc.constantFrom('some', 'call', 'rows', 'reverse', 'filter'),
      onError: fc.constantFrom<ErrorPolicy>('skip', 'port'),
      feeders: fc.uniqueArray(fc.nat(100), { minLength: 1, maxLength: 3 }),
      fromError: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((drawn) => {
    const all: (Partial<FlowStep> & { id: string; type: string })[] = [{ id: 'start', type: 'manual' }];
    const edges: FlowEdge[] = [];
    for (const [index, { type, onError, feeders, fromError }] of drawn.entries()) {
      const id = `s${index}`;
      for (const place of new Set(feeders.map((feeder) => feeder % all.length))) {
        const from = all[place];
        if (!from) continue;
        const first = from.type === 'filter' ? 'kept' : 'out';
        edges.push({ from: from.id, to: id, port: from.onError === 'port' && fromError ? 'error' : first });
      }
      all.push({ id, type, onError, settings: type === 'filter' ? { condition: 'n % 2 == 0' } : {} });
    }
    return testFlow(all, edges, { settings: { batchSize: 10 } });
  });

/** The record that a step received at this place, by what the run kept. */
function receivedAt({ arrivals, records }: TestRun, step: string, place: number): JsonObject | undefined {
  const found = arrivals.find((row) => row.step === step && row.place <= place && place < row.place + row.count);
  return found && records.get(`${found.from}.${found.port}`)?.[found.first + place - found.place];
}

describe('lineage', () => {
  it('follows every record of any flow back to the record of its source, and loses none on the way', async () => {
    await fc.assert(
      fc.asyncProperty(flows, fc.integer({ min: 0, max: 45 }), async (flow, count) => {
        const test = startTestRun(flow, { turn, steps, triggerRecords: numbered(count) });
        const { state } = await test.end();
        for (const { step, port, first, parents } of test.departures) {
          for (const [offset, parent] of parents.entries()) {
            const record = test.records.get(`${step}.${port}`)?.[first + offset];
            expect(receivedAt(test, step, Number(parent))?.n).toBe(record?.n);
          }
        }
        for (const { id, in: received, failed, filtered = 0 } of Object.values(state.steps)) {
          if (id === 'start') continue;
          const arrived = test.arrivals.filter(({ step }) => step === id);
          expect(arrived.reduce((sum, row) => sum + row.count, 0)).toBe(received);
          const departed = test.departures.filter(({ step }) => step === id);
          for (const [name, records] of test.records) {
            if (!name.startsWith(`${id}.`)) continue;
            const ofPort = departed.filter(({ port }) => name === `${id}.${port}`);
            expect(ofPort.reduce((sum, { parents }) => sum + parents.length, 0)).toBe(records.length);
          }
          const passed = new Set(departed.flatMap(({ port, parents }) => (port === 'error' ? [] : parents.flat())))
            .size;
          expect(received).toBe(passed + failed + filtered);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is kept for full retention only', async () => {
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'half', type: 'filter', settings: { condition: 'n % 2 == 0' } },
      { id: 'call', type: 'call' },
    ]);
    const test = startTestRun(flow, { turn, steps, triggerRecords: numbered(30), retention: 'sampled' });
    await test.end();
    expect([test.arrivals, test.departures]).toEqual([[], []]);
  });

  it('counts records that led to nothing as filtered', async () => {
    const flow = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'first', type: 'limit', settings: { count: 4 } },
      { id: 'rows', type: 'rows' },
    ]);
    const { end } = startTestRun(flow, { turn, steps, triggerRecords: numbered(10) });
    const { state } = await end();
    expect(state.steps.first).toMatchObject({ in: 10, out: { out: 4 }, failed: 0, skipped: 0, filtered: 6 });
    expect(state.steps.rows).toMatchObject({ in: 4, out: { out: 8 }, filtered: 1 });
  });
});
