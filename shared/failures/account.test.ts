import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from '../errors/index.ts';
import type { RunState, StepState } from '../run/state.ts';
import { explainRun } from './explain-run.ts';
import { countWords, MOST_WORDS } from './words.ts';

type Done = {
  name: string;
  type: string;
  out: number;
  failed?: boolean;
  status?: StepState['status'];
  calls?: number;
};

/** A run that its time limit ended; `failed` steps failed with an error of their own. */
function endedRun(steps: Done[], changes: Partial<RunState['header']> = {}): RunState {
  const error = new MillraceError('RUN_TIMEOUT', { seconds: 60 }).describe();
  const stateOf = ({ out, failed, status = 'cancelled', calls = 0 }: Done, index: number): StepState => ({
    ...{ id: `s${index}`, status, in: out + 2, out: { out }, failed: 0, skipped: 2, filtered: 0, calls, retries: 0 },
    ...{ failures: [], warnings: [] },
    ...(failed ? { error } : {}),
  });
  return {
    header: {
      ...{ runId: 'r', flowId: 'f', flowName: 'F', revision: 1, trigger: 'manual', retention: 'full' },
      startedAt: '2026-11-22T09:00:00.000Z',
      steps: steps.map(({ name, type }, index) => ({ id: `s${index}`, name, type })),
      edges: steps.map((_, index) => ({ from: `s${index - 1}`, port: 'out', to: `s${index}`, toPort: 'in' })),
      ...changes,
    },
    ...{ status: 'failed', lastSeq: 1, elapsedMs: 1, error },
    steps: Object.fromEntries(steps.map((step, index) => [`s${index}`, stateOf(step, index)])),
  };
}

const doneIn = (run: RunState) => explainRun(run).map(({ done }) => done);

describe('what a run did before it ended, where no step failed', () => {
  it('is told for the steps that changed something outside', () => {
    const steps = [
      { name: 'Get leads', type: 'salesforce.query', out: 40 },
      { name: 'Filter', type: 'filter', out: 30 },
      { name: 'Create contact', type: 'salesforce.create', out: 12 },
      { name: 'Tell the shop', type: 'http.request', out: 3 },
    ];
    expect(doneIn(endedRun(steps))).toEqual(['“Create contact”: 12 created. “Tell the shop”: 3 sent.']);
  });

  it('is nothing where it only read, was a dry run, or its file doesn’t stand yet', () => {
    const nothing = ['Nothing was changed in another system.'];
    const create = { name: 'Create', type: 'salesforce.create', out: 12 };
    const write = { name: 'Save', type: 'files.write', out: 12 };
    expect(doneIn(endedRun([{ name: 'Read', type: 'files.read', out: 9 }]))).toEqual(nothing);
    expect(doneIn(endedRun([create], { dryRun: true }))).toEqual(nothing);
    expect(doneIn(endedRun([write]))).toEqual(nothing);
    expect(doneIn(endedRun([{ ...write, status: 'succeeded' }]))).toEqual(['“Save”: 12 written.']);
  });

  it('is never nothing where a call was under way or another flow was at work, since it may have arrived', () => {
    const send = { name: 'Send', type: 'http.request', calls: 1 };
    const call = { name: 'Call', type: 'call_flow' };
    expect(doneIn(endedRun([{ ...send, out: 0 }]))).toEqual(['“Send”: 2 records not finished.']);
    expect(doneIn(endedRun([{ ...send, out: 5 }]))).toEqual(['“Send”: 5 sent. 2 records not finished.']);
    expect(doneIn(endedRun([{ ...call, out: 0 }]))).toEqual(['“Call”: 2 records not finished.']);
    expect(doneIn(endedRun([{ ...call, out: 1 }]))).toEqual(['“Call”: 1 flow called. 2 records not finished.']);
  });

  it('takes at most 30 words, as does what a failed step did, whatever steps are called and however many there are', () => {
    const step = fc.record({
      name: fc.oneof(fc.string(), fc.lorem({ maxCount: 50 })).map((name) => name.replaceAll('{', '')),
      type: fc.constantFrom('salesforce.create', 'http.request', 'files.write', 'salesforce.query', 'call_flow', 'x.y'),
      out: fc.nat(),
      calls: fc.nat(1),
      failed: fc.boolean(),
      status: fc.constantFrom<StepState['status']>('succeeded', 'failed', 'cancelled'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        for (const { title, cause, done, fix } of explainRun(endedRun(steps))) {
          for (const text of [title, cause, done, fix]) expect(countWords(text)).toBeLessThanOrEqual(MOST_WORDS);
          expect(done).not.toBe('');
          expect(done).not.toMatch(/\{\w+[:}]|undefined/);
        }
      }),
      { numRuns: 200 },
    );
  });
});
