import { describe, expect, it } from 'vitest';
import type { RecordTrace } from '../contract/record-trace.ts';
import { MillraceError } from '../errors/index.ts';
import { type Way, wayOf } from './record-way.ts';

const at = (runId: string, step: string, index: number, port = 'out') => ({ runId, step, port, index });

const runOf = (runId: string, number: number, steps: string[], calledBy?: RecordTrace['runs'][number]['calledBy']) => ({
  runId,
  number,
  flowName: `Flow ${runId}`,
  status: 'succeeded' as const,
  steps: steps.map((id) => ({ id, name: `Step ${id}` })),
  ...(calledBy ? { calledBy } : {}),
});

const outer = runOf('r', 7, ['start', 'leads', 'filter', 'call', 'contact']);
const inner = runOf('c', 8, ['start', 'rate'], { runId: 'r', step: 'call', place: 3 });

const traceOf = (more: Partial<RecordTrace>): RecordTrace => ({
  from: [],
  to: [],
  endings: [],
  runs: [outer],
  gaps: [],
  more: false,
  ...more,
});

/** The way as lines: stations with their records, remarks, and called runs with what is in them. */
function lines({ items }: Way): unknown[] {
  return items.map((item) => {
    if (item.kind === 'remark') return item.text;
    if (item.kind === 'run') return [`Run ${item.run.number}`, ...lines(item)];
    const indexes = item.records.map(({ index }) => index).join(', ');
    return `${item.name} ${item.port ?? 'received'} ${indexes}${item.here ? ' here' : ''}`;
  });
}

describe('the way of a record', () => {
  it('stands in the order of the steps, what it came of before it, what came of it behind', () => {
    const trace = traceOf({ from: [at('r', 'leads', 4), at('r', 'start', 0)], to: [at('r', 'contact', 2)] });
    expect(lines(wayOf(trace, at('r', 'filter', 3, 'kept')))).toEqual([
      'Step start out 0',
      'Step leads out 4',
      'Step filter kept 3 here',
      'Step contact out 2',
    ]);
  });

  it('puts several records of one step together, in their order', () => {
    const trace = traceOf({ from: [at('r', 'leads', 9), at('r', 'leads', 1)] });
    expect(lines(wayOf(trace, at('r', 'contact', 0)))).toEqual(['Step leads out 1, 9', 'Step contact out 0 here']);
  });

  it('has a called run where it was called, before what came back, whichever of them is asked about', () => {
    const runs = [inner, outer];
    const inside = traceOf({ from: [at('c', 'start', 0), at('r', 'leads', 4)], to: [at('r', 'call', 3)], runs });
    expect(lines(wayOf(inside, at('c', 'rate', 0)))).toEqual([
      'Step leads out 4',
      ['Run 8', 'Step start out 0', 'Step rate out 0 here'],
      'Step call out 3',
    ]);
    const failed = traceOf({ from: [at('r', 'leads', 4)], to: [at('c', 'start', 0)], runs: [outer, inner] });
    const way = wayOf(failed, { runId: 'r', step: 'call', place: 3 });
    expect(lines(way)).toEqual(['Step leads out 4', 'Step call received 4 here', ['Run 8', 'Step start out 0']]);
    expect(way.items.map((item) => item.kind === 'run' && item.hasHere)).toEqual([false, false, false]);
  });

  it('says where it ended in each run, and why where it failed', () => {
    const error = new MillraceError('DUPLICATE_RECORD', { system: 'Salesforce', detail: 'twice' }).describe();
    const endings = [
      { runId: 'r', step: 'filter', place: 3, became: 'filtered' as const },
      { runId: 'r', step: 'contact', place: 1, became: 'failed' as const, error },
      { runId: 'r', step: 'contact', place: 2, became: 'skipped' as const },
      { runId: 'r', step: 'contact', place: 3, became: 'skipped' as const },
      { runId: 'c', step: 'rate', place: 0, became: 'waiting' as const },
    ];
    const trace = traceOf({ endings, runs: [{ ...outer, status: 'cancelled' }, inner] });
    expect(lines(wayOf(trace, at('r', 'leads', 3)))).toEqual([
      'Step leads out 3 here',
      'It ended at “Step filter”, which handed nothing on.',
      ['Run 8', 'It is at “Step rate” now.'],
      'Failed at “Step contact”: Salesforce already has this record.',
      '2 records ended at “Step contact”, where the run did.',
    ]);
    const untried = traceOf({ endings: endings.filter(({ place }) => place === 2) });
    expect(lines(wayOf(untried, at('r', 'leads', 3)))).toContain(
      'It wasn’t tried at “Step contact”: the run needed no more.',
    );
  });

  it('says what isn’t known any more, where it would go on', () => {
    const gone = { runId: 'r', step: 'call', why: 'called-run-gone' as const };
    const named = traceOf({ gaps: [{ ...gone, count: 1, number: 8 }] });
    expect(lines(wayOf(named, at('r', 'call', 3)))).toEqual([
      'Run 8, which “Step call” called, isn’t kept any more.',
      'Step call out 3 here',
    ]);
    const texts = [
      { ...gone, count: 1 },
      { ...gone, count: 1200 },
      { ...gone, why: 'kept-less' as const, count: 1 },
    ];
    expect(
      texts.map((gap) =>
        lines(wayOf(traceOf({ gaps: [gap] }), at('r', 'call', 3))).find((line) => !`${line}`.startsWith('Step')),
      ),
    ).toEqual([
      'The run that “Step call” called isn’t kept any more.',
      '1,200 runs that “Step call” called aren’t kept any more.',
      'This run didn’t keep which record came of which.',
    ]);
    const caller = {
      runId: 'c',
      step: 'call',
      why: 'calling-run-gone' as const,
      count: 1,
      number: 7,
      flowName: 'Leads',
    };
    expect(lines(wayOf(traceOf({ runs: [inner], gaps: [caller] }), at('c', 'rate', 0)))).toEqual([
      'Run 7 of “Leads”, which called this run, isn’t kept any more.',
      'Step rate out 0 here',
    ]);
  });
});
