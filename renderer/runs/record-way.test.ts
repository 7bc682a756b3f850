import { describe, expect, it } from 'vitest';
import { MillraceError } from '../../shared/errors/index.ts';
import type { RunState, StepState } from '../../shared/run/state.ts';
import { wayOf } from './record-way.ts';

const quiet = { in: 0, out: {}, failed: 0, skipped: 0, calls: 0, retries: 0, failures: [], warnings: [] };

function stateOf(more: Partial<StepState> = {}): RunState {
  const steps = ['start', 'leads', 'filter', 'contact'].map((id) => ({ id, name: `Step ${id}`, type: 'any' }));
  return {
    header: {
      runId: 'r',
      flowId: 'f',
      flowName: 'Leads',
      revision: 1,
      trigger: 'manual',
      startedAt: '',
      retention: 'full',
      steps,
      edges: [],
    },
    status: 'succeeded',
    lastSeq: 1,
    elapsedMs: 1,
    steps: Object.fromEntries(steps.map(({ id }) => [id, { ...quiet, id, status: 'succeeded', ...more }])),
  };
}

const at = (step: string, index: number, port = 'out') => ({ runId: 'r', step, port, index });

describe('the way of a record', () => {
  it('stands in the order of the steps, what it came of before it, what came of it behind', () => {
    const trace = {
      from: [at('leads', 4), at('start', 0)],
      to: [at('contact', 2)],
      endings: [],
      runs: [],
      gaps: [],
      more: false,
    };
    const { stations } = wayOf(stateOf(), at('filter', 3, 'kept'), trace);
    expect(
      stations.map(({ name, port, here, records }) => [name, port, here, records.map(({ index }) => index)]),
    ).toEqual([
      ['Step start', 'out', false, [0]],
      ['Step leads', 'out', false, [4]],
      ['Step filter', 'kept', true, [3]],
      ['Step contact', 'out', false, [2]],
    ]);
  });

  it('puts several records of one step together, in their order', () => {
    const trace = { from: [at('leads', 9), at('leads', 1)], to: [], endings: [], runs: [], gaps: [], more: true };
    const way = wayOf(stateOf(), at('contact', 0), trace);
    expect(way.stations[0]?.records.map(({ index }) => index)).toEqual([1, 9]);
    expect(way.more).toBe(true);
  });

  it('says where it ended, and why where it failed', () => {
    const trace = {
      from: [],
      to: [],
      endings: [{ runId: 'r', step: 'filter', place: 3, became: 'filtered' as const }],
      runs: [],
      gaps: [],
      more: false,
    };
    expect(wayOf(stateOf(), at('leads', 3), trace).endings).toEqual([
      'It ended at “Step filter”, which handed nothing on.',
    ]);
    const error = new MillraceError('DUPLICATE_RECORD', { system: 'Salesforce', detail: 'twice' }).describe();
    const failed = stateOf({ failures: [{ index: 3, record: {}, error, disposition: 'skip' }] });
    expect(wayOf(failed, at('leads', 3), trace).endings).toEqual([
      'Failed at “Step filter”: Salesforce already has this record.',
    ]);
    expect(wayOf(stateOf({ status: 'cancelled' }), at('leads', 3), trace).endings[0]).toContain('where the run did');
  });
});
