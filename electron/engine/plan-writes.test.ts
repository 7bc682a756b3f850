import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { PlannedWrite } from '../../shared/run/plan.ts';
import type { PlanGuard } from '../ports/planning.ts';
import type { BatchRunner, MapRunner, StepDefinition } from '../ports/step.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';

type Seen = { written: unknown[] };

const createOf = (n: unknown): PlannedWrite => ({
  operation: 'create',
  target: 'Thing',
  fields: [{ field: 'n', wouldBecome: Number(n) }],
});

/** Writes one record at a time; a record 3 can't even be planned. */
function writing(seen: Seen, more: Partial<MapRunner> = {}): StepDefinition {
  return testStep({ type: 'write', shape: 'map', effect: 'write' }, () => ({
    shape: 'map',
    pure: false,
    concurrency: 2,
    async run(record) {
      seen.written.push(record.n);
      return { adds: { id: `id-${record.n}` } };
    },
    plan: async (records) =>
      records.map(({ n }) =>
        n === 3
          ? { error: new MillraceError('MISSING_INPUT', { field: 'n' }) }
          : { writes: [createOf(n)], adds: { id: '?' } },
      ),
    ...more,
  }));
}

/** Writes many records in a call, and a file at the end. */
function saving(seen: Seen, more: Partial<BatchRunner> = {}): StepDefinition {
  return testStep({ type: 'save', shape: 'batch', effect: 'write' }, () => {
    let planned = 0;
    return {
      shape: 'batch',
      size: 3,
      async run(records) {
        seen.written.push(records.map(({ n }) => n));
        return records.map(() => ({}));
      },
      async finish() {
        seen.written.push('finished');
      },
      async plan(records) {
        planned += records.length;
        return records.map(() => ({ writes: [] }));
      },
      planFinish: async () => [
        { operation: 'write-file', target: '/a.csv', fields: [{ field: 'records', wouldBecome: planned }] },
      ],
      ...more,
    };
  });
}

const flow = testFlow([
  { id: 'start', type: 'manual' },
  { id: 'write', type: 'write', onError: 'skip' },
  { id: 'save', type: 'save' },
]);

describe('a dry run', () => {
  it('plans what writing steps would do, writes nothing, and lets the records go on', async () => {
    const seen: Seen = { written: [] };
    const kept: [string, number, readonly PlannedWrite[]][] = [];
    const { end, records } = startTestRun(flow, {
      turn,
      steps: [writing(seen), saving(seen)],
      triggerRecords: numbered(5),
      durable: false,
      planning: { withhold: { keep: (...planned) => void kept.push(planned) } },
    });
    const { state } = await end();
    expect(seen.written).toEqual([]);
    expect(kept).toEqual([
      ['write', 0, [createOf(0)]],
      ['write', 1, [createOf(1)]],
      ['write', 2, [createOf(2)]],
      ['write', 4, [createOf(4)]],
      ['save', 0, [{ operation: 'write-file', target: '/a.csv', fields: [{ field: 'records', wouldBecome: 4 }] }]],
    ]);
    expect(state).toMatchObject({ status: 'partly_succeeded', header: { dryRun: true } });
    expect(state.steps.write).toMatchObject({ in: 5, out: { out: 4 }, failed: 1 });
    expect(records.get('write.out')?.[0]).toEqual({ n: 0, write: { id: '?' } });
  });

  it.each(['write', 'unclear'] as const)(
    'is refused before anything runs when a step whose effect is %s can’t say what it would do',
    async (effect) => {
      const seen: Seen = { written: [] };
      const step = testStep({ type: 'write', shape: 'map', effect: effect as 'write' }, () => ({
        shape: 'map',
        pure: false,
        concurrency: 1,
        run: async (record) => {
          seen.written.push(record);
          return {};
        },
      }));
      const { end, events } = startTestRun(flow, {
        turn,
        steps: [step, saving(seen)],
        durable: false,
        planning: { withhold: { keep: () => undefined } },
      });
      await expect(end()).rejects.toMatchObject({ code: 'DRY_RUN_IMPOSSIBLE', exitCode: 2 });
      expect([seen.written, events]).toEqual([[], []]);
    },
  );

  it('reshapes records as the run will', async () => {
    const seen: Seen = { written: [] };
    const planned: unknown[] = [];
    const step = writing(seen, {
      plan: async (records) => {
        planned.push(...records);
        return records.map(() => ({ writes: [] }));
      },
    });
    const reshaping = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'made', type: 'reshape', settings: { expression: '{ "n": n + 1 }', result: 'replace' } },
      { id: 'write', type: 'write' },
    ]);
    const evaluator = { open: async () => ({ evaluate: async ({ n }: { n: number }) => ({ n: n + 1 }) }) };
    const { end } = startTestRun(reshaping, {
      turn,
      steps: [step],
      services: async () => ({ evaluator }),
      triggerRecords: numbered(2),
      durable: false,
      planning: { withhold: { keep: () => undefined } },
    });
    await end();
    expect(planned).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('doesn’t wait where the flow waits, and sees one moment all through', async () => {
    const { end, clock, records } = startTestRun(
      testFlow([
        { id: 'start', type: 'manual' },
        { id: 'rest', type: 'wait', settings: { seconds: 3_600 } },
        { id: 'when', type: 'map_fields', settings: { fields: [{ name: 'at', value: '{{ now() }}' }] } },
      ]),
      {
        turn,
        triggerRecords: [{}],
        durable: false,
        planning: { withhold: { keep: () => undefined } },
        moment: { runId: 'r', startedAt: '2026-11-22T08:00:00.000Z', now: Date.parse('2026-11-22T08:00:00Z') },
      },
    );
    const before = clock.now();
    expect((await end()).state.status).toBe('succeeded');
    expect(clock.now() - before).toBeLessThan(60_000);
    expect(JSON.stringify(records.get('when.out'))).toContain('2026-11-22T08:00:00');
  });
});

describe('a run that applies a plan', () => {
  const guardOf = (allows: (write: PlannedWrite) => boolean): PlanGuard => ({
    permit: (step, _key, writes) =>
      writes.every(allows) ? { release: () => undefined } : new MillraceError('PLAN_MOVED', { step, target: 'Thing' }),
    refused: () => false,
  });
  const apply = (seen: Seen, allows: (write: PlannedWrite) => boolean) =>
    startTestRun(flow, {
      turn,
      steps: [writing(seen, { concurrency: 1 }), saving(seen)],
      triggerRecords: numbered(5),
      durable: false,
      planning: { guard: guardOf(allows), planOf: 'dry-1' },
    }).end();

  it('writes what is in the plan, and not the records that the plan failed', async () => {
    const seen: Seen = { written: [] };
    const { state } = await apply(seen, () => true);
    expect(seen.written.filter((n) => typeof n === 'number')).toEqual([0, 1, 2, 4]);
    expect(seen.written.at(-1)).toBe('finished');
    expect(state).toMatchObject({ status: 'partly_succeeded', header: { planOf: 'dry-1' } });
  });

  it('stops before the first write that isn’t in the plan goes out, whatever the step does with failed records', async () => {
    const seen: Seen = { written: [] };
    const { state } = await apply(seen, ({ fields }) => fields[0]?.wouldBecome !== 2);
    expect(seen.written).toEqual([0, 1]);
    expect(state).toMatchObject({ status: 'failed', error: { code: 'PLAN_MOVED' } });
    expect(state.steps.write).toMatchObject({ in: 5, out: { out: 2 }, failed: 0, skipped: 3 });
  });

  it('doesn’t make final what isn’t in the plan', async () => {
    const seen: Seen = { written: [] };
    const { state } = await apply(seen, ({ operation }) => operation === 'create');
    expect(seen.written).not.toContain('finished');
    expect(state).toMatchObject({ status: 'failed', error: { code: 'PLAN_MOVED' } });
  });
});
