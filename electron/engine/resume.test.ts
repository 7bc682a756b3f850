import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { FlowDocument } from '../../shared/flow/document.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import type { JournalEntry } from '../ports/run.ts';
import type { StepDefinition } from '../ports/step.ts';
import { numbered, startTestRun, testFlow, testStep } from './flow-run.fixture.ts';

/** A service that keeps what was created in it, and the steps that read from it and create in it. */
class Service {
  readonly created: number[] = [];
  readonly reads: Json[] = [];
  /** Whether it tells what became of a call. */
  readonly answers: boolean;

  constructor(answers = true) {
    this.answers = answers;
  }

  steps(): StepDefinition[] {
    const { answers } = this;
    return [
      testStep({ type: 'rows', shape: 'source', effect: 'read' }, () => ({
        shape: 'source',
        read: (_incoming, _call, resumeFrom) => this.#read(resumeFrom),
      })),
      testStep({ type: 'create', shape: 'batch', effect: 'write' }, () => ({
        shape: 'batch',
        size: 7,
        run: async (records) => {
          await turn();
          return records.map(({ n }) => {
            if (Number(n) % 11 === 0) return { error: refusal };
            this.created.push(Number(n));
            return { adds: { id: Number(n) } };
          });
        },
        ...(answers ? { settle: async (records) => records.map((record) => this.#settle(record)) } : {}),
      })),
      testStep({ type: 'finish', shape: 'batch', effect: 'write' }, () => ({
        shape: 'batch',
        size: 100,
        run: async (records) => records.map(() => ({})),
        repeatable: true,
        finish: async () => undefined,
      })),
    ];
  }

  async *#read(resumeFrom: Json | undefined) {
    this.reads.push(resumeFrom ?? null);
    for (let page = Number(resumeFrom ?? 0); page < 4; page += 1) {
      yield { records: numbered(10).map(({ n }) => ({ n: Number(n) + 10 * page })), cursor: page + 1 };
    }
  }

  #settle({ n }: JsonObject) {
    return this.created.includes(Number(n)) ? { outcome: { adds: { id: Number(n) } } } : ('not-done' as const);
  }
}

const refusal = new MillraceError('RECORD_REFUSED', { system: 'CRM', detail: 'no', reason: 'no' });

/** The line was cut after the request had left. */
const unanswered = new MillraceError('CONNECTION_ERROR', { host: 'crm', detail: 'It hung up.', sent: true });

const flow: FlowDocument = testFlow(
  [
    { id: 'start', type: 'manual' },
    { id: 'rows', type: 'rows' },
    { id: 'odd', type: 'filter', settings: { condition: 'n / 2 != floor(n / 2)' } },
    { id: 'create', type: 'create', onError: 'skip' },
    { id: 'end', type: 'finish' },
  ],
  [
    { from: 'start', to: 'rows' },
    { from: 'rows', to: 'odd' },
    { from: 'odd', port: 'kept', to: 'create' },
    { from: 'create', to: 'end' },
  ],
  { settings: { batchSize: 4 } },
);

const odd = Array.from({ length: 20 }, (_, place) => 2 * place + 1);
const done = odd.filter((n) => n % 11 !== 0);

const resume = (entries: JournalEntry[]) => ({
  attempt: 2,
  startedAt: '2026-11-22T08:00:00.000Z',
  entries: JSON.parse(JSON.stringify(entries)) as JournalEntry[],
  lastSeq: 40,
});

/** The first entries of the journal of a whole run. */
async function runUntil(service: Service, entriesKept: number) {
  const test = startTestRun(flow, { turn, steps: service.steps(), triggerRecords: [{}] });
  await test.end();
  return test.journal.slice(0, entriesKept);
}

describe('a resumed run', () => {
  it('R8 comes to the same end from any prefix of its journal, and does nothing twice', async () => {
    const whole = startTestRun(flow, { turn, steps: new Service().steps(), triggerRecords: [{}] });
    const { state } = await whole.end();
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.journal.length), fc.nat(7), async (kept, part) => {
        const service = new Service();
        const entries = await runUntil(service, kept);
        // Done was what the prefix tells, and any part of the call that was under way when it ended.
        const told = entries.flatMap(({ outcome }) =>
          'outcomes' in outcome ? outcome.outcomes.filter((made) => 'adds' in made) : [],
        );
        const last = entries.at(-1)?.outcome;
        const underWay = last && 'begunAt' in last ? Math.min(part, last.records.length) : 0;
        service.created.splice(told.length + underWay);
        const again = startTestRun(flow, {
          turn,
          steps: service.steps(),
          triggerRecords: [{}],
          resume: resume(entries),
        });
        const result = await again.end();
        expect(service.created.toSorted((a, b) => a - b)).toEqual(done);
        const counts = (of: typeof state) =>
          Object.values(of.steps).map(({ id, in: came, out, failed }) => [id, came, out, failed]);
        expect(counts(result.state)).toEqual(counts(state));
        expect(again.records.get('create.out')).toEqual(whole.records.get('create.out'));
      }),
      { numRuns: 80 },
    );
  });

  it('asks about a call whose end it didn’t see, and repeats it only when it wasn’t done', async () => {
    const service = new Service();
    const entries = await runUntil(service, Number.POSITIVE_INFINITY);
    // The last call's outcome is lost; of its records two were created.
    const lost = entries.findLastIndex(({ outcome }) => 'outcomes' in outcome);
    const kept = entries.filter((_, place) => place !== lost);
    service.created.splice(service.created.indexOf(37), 1);
    const { state } = await startTestRun(flow, {
      turn,
      steps: service.steps(),
      triggerRecords: [{}],
      resume: resume(kept),
    }).end();
    expect(service.created.toSorted((a, b) => a - b)).toEqual(done);
    expect(state.steps.create).toMatchObject({ in: 20, failed: 2, out: { out: 18 } });
  });

  it('puts a record before the user when nobody can tell what became of it', async () => {
    const service = new Service(false);
    const entries = await runUntil(service, Number.POSITIVE_INFINITY);
    const lost = entries.findLastIndex(({ outcome }) => 'outcomes' in outcome);
    const { state } = await startTestRun(flow, {
      turn,
      steps: service.steps(),
      triggerRecords: [{}],
      resume: resume(entries.filter((_, place) => place !== lost)),
    }).end();
    expect(state.steps.create?.failures.map(({ error }) => error.code)).toContain('OUTCOME_UNKNOWN');
    expect(new Set(service.created).size).toBe(service.created.length);
  });

  it.each([
    ['not done, and does it', false, [1, 2, 3]],
    ['done, and leaves it', true, [1, 2, 3]],
  ])('R8 asks again about a call that failed although it may have been done: %s', async (_, wasDone, expected) => {
    const created: number[] = [];
    let asked: 'dead' | 'unknown' | 'answers' = 'dead';
    let calls = 0;
    const steps = [
      testStep({ type: 'create', shape: 'batch', effect: 'write' }, () => ({
        shape: 'batch',
        size: 7,
        run: async (records) => {
          calls += 1;
          if (calls === 1 && !wasDone) throw unanswered;
          created.push(...records.map(({ n }) => Number(n)));
          if (calls === 1) throw unanswered;
          return records.map(({ n }) => ({ adds: { id: Number(n) } }));
        },
        settle: async (records) => {
          if (asked === 'dead') throw new MillraceError('CONNECTION_ERROR', { host: 'crm', detail: 'It is down.' });
          if (asked === 'unknown') return records.map(() => 'unknown' as const);
          return records.map(({ n }) =>
            created.includes(Number(n)) ? { outcome: { adds: { id: Number(n) } } } : ('not-done' as const),
          );
        },
      })),
    ];
    const creating = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'create', type: 'create' },
    ]);
    const triggerRecords = [{ n: 1 }, { n: 2 }, { n: 3 }];
    const first = startTestRun(creating, { turn, steps, triggerRecords });
    expect((await first.end()).state).toMatchObject({ status: 'failed', error: { code: 'CONNECTION_ERROR' } });
    asked = 'unknown';
    const second = startTestRun(creating, { turn, steps, triggerRecords, resume: resume(first.journal) });
    expect((await second.end()).state).toMatchObject({ status: 'failed', error: { code: 'OUTCOME_UNKNOWN' } });
    expect(calls).toBe(1);
    asked = 'answers';
    const entries = [...first.journal, ...second.journal];
    const third = startTestRun(creating, { turn, steps, triggerRecords, resume: resume(entries) });
    expect((await third.end()).state).toMatchObject({ status: 'succeeded' });
    expect(created).toEqual(expected);
  });

  it('tries a call again that somebody has seen fail, where nobody can be asked whether it was done all the same', async () => {
    let calls = 0;
    const steps = [
      testStep({ type: 'create', shape: 'batch', effect: 'write' }, () => ({
        shape: 'batch',
        size: 7,
        run: async (records) => {
          calls += 1;
          return records.map(() => ({}));
        },
      })),
    ];
    const creating = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'create', type: 'create' },
    ]);
    const first = startTestRun(creating, { turn, steps, triggerRecords: [{ n: 1 }] });
    await first.end();
    const intents = first.journal.filter(({ outcome }) => 'begunAt' in outcome);
    const again = async (entries: JournalEntry[]) => {
      const run = startTestRun(creating, { turn, steps, triggerRecords: [{ n: 1 }], resume: resume(entries) });
      return (await run.end()).state.status;
    };
    expect(await again(intents)).toBe('failed');
    const seen = intents.map(({ outcome, ...entry }) => ({ ...entry, outcome: { ...outcome, failed: true as const } }));
    expect(await again(seen)).toBe('succeeded');
    expect(calls).toBe(2);
  });

  it('reads on from the last page that was kept, and counts its events on', async () => {
    const service = new Service();
    const entries = await runUntil(service, Number.POSITIVE_INFINITY);
    const third = entries.findIndex(({ outcome }) => 'page' in outcome && outcome.cursor === 2);
    service.reads.length = 0;
    const again = startTestRun(flow, {
      turn,
      steps: service.steps(),
      triggerRecords: [{}],
      resume: resume(entries.slice(0, third + 1)),
    });
    await again.end();
    expect(service.reads).toEqual([2]);
    expect(again.events[0]).toMatchObject({ seq: 41, type: 'run.started', header: { attempt: 2 } });
  });

  it('refuses to go on where what it read has changed', async () => {
    const versions = ['first', 'second'];
    const file = testStep({ type: 'file', shape: 'source', effect: 'read' }, () => ({
      shape: 'source',
      repeatable: true,
      version: async () => versions.shift() ?? null,
      async *read() {
        yield { records: numbered(3) };
      },
    }));
    const steps = [file, ...new Service().steps()];
    const reading = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'file', type: 'file' },
      { id: 'create', type: 'create', onError: 'skip' },
    ]);
    const first = startTestRun(reading, { turn, steps, triggerRecords: [{}] });
    await first.end();
    const { state } = await startTestRun(reading, {
      turn,
      steps,
      triggerRecords: [{}],
      resume: resume(first.journal),
    }).end();
    expect(state).toMatchObject({ status: 'failed', error: { code: 'RESUME_SOURCE_CHANGED' } });
  });

  it('goes by what was read in the end, where a first try failed and the source changed before the next', async () => {
    let version = 'first';
    const file = testStep({ type: 'file', shape: 'source', effect: 'read' }, () => ({
      shape: 'source',
      repeatable: true,
      version: async () => version,
      async *read() {
        if (version === 'first') {
          version = 'second';
          throw new MillraceError('CONNECTION_ERROR', { host: 'disk', detail: 'gone for a while' });
        }
        yield { records: numbered(3) };
      },
    }));
    const steps = [file, ...new Service().steps()];
    const reading = testFlow([
      { id: 'start', type: 'manual' },
      { id: 'file', type: 'file' },
      { id: 'create', type: 'create', onError: 'skip' },
    ]);
    const options = { turn, steps, triggerRecords: [{}] };
    const first = startTestRun(reading, options);
    expect((await first.end()).state.steps.file).toMatchObject({ retries: 1, out: { out: 3 } });
    const again = startTestRun(reading, { ...options, resume: resume(first.journal) });
    expect((await again.end()).state.steps.file).toMatchObject({ status: 'succeeded', out: { out: 3 } });
  });
});
