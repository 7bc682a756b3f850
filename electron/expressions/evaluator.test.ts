import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../../shared/json/json.ts';
import { createManualClock } from '../../test/support/manual-clock.ts';
import { createNodeClock } from '../node/clock.ts';
import { createEvaluatorLauncher } from '../node/evaluator-process.ts';
import type { Clock } from '../ports/clock.ts';
import { type CountedEvaluator, createCountedEvaluator, ENDLESS_PATTERN, never } from './evaluator.fixture.ts';
import { createEvaluator } from './evaluator.ts';

let counted: CountedEvaluator | undefined;
afterEach(() => counted?.evaluator.close());

function start(clock?: Clock): CountedEvaluator {
  counted = createCountedEvaluator(clock);
  return counted;
}

describe('the evaluator', () => {
  it('evaluates each record, and gives the results in their order', async () => {
    const evaluation = await start().evaluator.open('$sum(lines.(price * quantity))');
    const records = [1, 2, 3].map((price) => ({ lines: [{ price, quantity: 2 }] }));
    const results = records.map((record) => evaluation.evaluate(record, {}, never));
    expect(await Promise.all(results)).toEqual([2, 4, 6]);
    expect(await evaluation.evaluate({}, {}, never)).toBeUndefined();
  });

  it('shows the expression what it is given by name, and the records as they are', async () => {
    const evaluation = await start().evaluator.open('{ "of": $run.id, "least": $parameters.least, "all": $ }');
    const record = { 'Account Name': 'Fjord Bank', nested: [[1], []], lone: '\ud800' };
    const result = await evaluation.evaluate(record, { run: { id: 'r1' }, parameters: { least: 5 } }, never);
    expect(result).toEqual({ of: 'r1', least: 5, all: record });
  });

  it('leaves a number a number, however large it is', async () => {
    const evaluation = await start().evaluator.open('amount * 2');
    expect(await evaluation.evaluate({ amount: 1e17 }, {}, never)).toBe(2e17);
  });

  it('says where an expression can’t be read', async () => {
    await expect(start().evaluator.open('{ "a": }')).rejects.toMatchObject({
      code: 'EXPRESSION_SYNTAX',
      data: { column: 8, source: '{ "a": }' },
    });
  });

  it('fails a record that the expression can’t be evaluated for, and goes on with the next', async () => {
    const evaluation = await start().evaluator.open('amount * 2');
    const results = ['x', 4].map((amount) => evaluation.evaluate({ amount }, {}, never));
    const [wrong, right] = await Promise.allSettled(results);
    expect(wrong).toMatchObject({ reason: { code: 'EXPRESSION_TYPE', message: expect.stringContaining('number') } });
    expect(right).toMatchObject({ value: 8 });
  });

  it.each([
    ['a function', '$sum'],
    ['a lambda', '{ "f": function($x){ $x } }'],
    ['a function with open arguments', '[$substring(?, 1)]'],
    ['a pattern', '/a+/'],
  ])('refuses %s as a result', async (_, source) => {
    const failure = { code: 'EXPRESSION_TYPE', message: expect.stringContaining('function or a pattern') };
    await expect(start().evaluate(source)).rejects.toMatchObject(failure);
  });

  it('refuses a result that is too large or too deep', async () => {
    const { evaluate, evaluator } = start();
    // Doubling a text takes hardly more memory than the result; making one up may reach that limit first.
    const doubling = await evaluator.open('text & text');
    const large = doubling.evaluate({ text: 'a'.repeat(5_250_000) }, {}, never);
    await expect(large).rejects.toMatchObject({ code: 'EXPRESSION_LIMIT', data: { limit: '10 MB of result' } });
    const deep = evaluate('($f := function($n, $x){ $n = 0 ? $x : $f($n - 1, { "x": $x }) }; $f(300, 1))');
    await expect(deep).rejects.toMatchObject({ code: 'EXPRESSION_LIMIT' });
  });

  it('refuses a record that is too deep to be sent, and goes on with the next', async () => {
    const evaluation = await start().evaluator.open('id');
    let deep: JsonObject = {};
    for (let level = 0; level < 50_000; level += 1) deep = { deep };
    const [wrong, right] = await Promise.allSettled([
      evaluation.evaluate({ id: 1, deep }, {}, never),
      evaluation.evaluate({ id: 2 }, {}, never),
    ]);
    expect(wrong).toMatchObject({ reason: { code: 'EXPRESSION_LIMIT' } });
    expect(right).toMatchObject({ value: 2 });
  });

  it('refuses an expression that is too long without looking at it', async () => {
    const { evaluator, started } = start();
    const opening = evaluator.open(`"${'x'.repeat(1_000_000)}"`);
    await expect(opening).rejects.toMatchObject({ code: 'EXPRESSION_LIMIT', data: { limit: '100,000 characters' } });
    expect(started()).toBe(0);
  });

  it('S28 ends what takes too long or too much, and fails that record alone', async () => {
    const { evaluator } = start();
    const hostile: [string, string][] = [
      ['($f := function(){ $f() }; $f())', '1 second for one record'],
      [ENDLESS_PATTERN, '1 second for one record'],
      ['$length($pad("a", 500000000))', '64 MB of memory'],
      ['[1..10000000]', '1,000,000 items in a list'],
    ];
    const limits = hostile.map(async ([source]) => {
      const evaluation = await evaluator.open(`bad ? ${source} : "fine"`);
      const records = [false, true, false].map((bad) => evaluation.evaluate({ bad }, {}, never));
      const [before, failed, after] = await Promise.allSettled(records);
      expect([before, after]).toMatchObject([{ value: 'fine' }, { value: 'fine' }]);
      return failed?.status === 'rejected' ? failed.reason.data.limit : 'none';
    });
    expect(await Promise.all(limits)).toEqual(hostile.map(([, limit]) => limit));
  }, 40_000);

  it('R14 stops at once when it is told to, and leaves no process at work', async () => {
    const { evaluator, alive } = start();
    const evaluation = await evaluator.open(`endless ? ${ENDLESS_PATTERN} : 1`);
    const stopping = new AbortController();
    const results = [1, 2, 3].map((n) => evaluation.evaluate({ n, endless: true }, {}, stopping.signal));
    // A few turns, and they are under way.
    for (let turn = 0; turn < 5; turn += 1) await createNodeClock().yield();
    stopping.abort(new Error('stopped'));
    for (const result of results) await expect(result).rejects.toThrow('stopped');
    // The spare has nothing to do.
    await expect.poll(alive).toBeLessThanOrEqual(1);
  });

  it('R14 sends no record that was given up while its process was starting', async () => {
    const sent: string[] = [];
    const launch = createEvaluatorLauncher();
    const clock = createManualClock();
    const evaluator = createEvaluator((listener) => {
      const { send, kill } = launch(listener);
      const watch: typeof send = (request) => {
        sent.push(request.type);
        send(request);
      };
      return { kill, send: watch };
    }, clock);
    onTestFinished(() => evaluator.close());
    const evaluation = await evaluator.open('1');
    // Its process rested too long and is gone, so that the record waits for another.
    clock.advance(5_000);
    const stopping = new AbortController();
    const result = evaluation.evaluate({}, {}, stopping.signal);
    await clock.yield();
    stopping.abort(new Error('stopped'));
    await expect(result).rejects.toThrow('stopped');
    expect(await evaluation.evaluate({}, {}, never)).toBe(1);
    expect(sent).toEqual(['compile', 'compile', 'evaluate']);
  });

  it('keeps a process ready for the next expression, and none for long that nobody needs', async () => {
    const clock = createManualClock();
    const { evaluate, started, alive } = start(clock);
    expect(await evaluate('1')).toBe(1);
    await expect.poll(started).toBe(2);
    expect(await evaluate('2')).toBe(2);
    await expect.poll(started).toBe(3);
    clock.advance(5_000);
    await expect.poll(alive).toBe(1);
    clock.advance(30_000);
    await expect.poll(alive).toBe(0);
    expect(await evaluate('3')).toBe(3);
  });

  it('has at most three at work, and starts none anew for expressions that take turns, nor more than nine in all', async () => {
    const launch = createEvaluatorLauncher();
    const working = new Set<object>();
    let atOnce = 0;
    let started = 0;
    let alive = 0;
    const evaluator = createEvaluator(({ reply, ended }) => {
      const self = {};
      started += 1;
      alive += 1;
      const { send, kill } = launch({
        reply: (told) => {
          working.delete(self);
          reply(told);
        },
        ended: () => {
          alive -= 1;
          ended();
        },
      });
      const watch: typeof send = (request) => {
        working.add(self);
        atOnce = Math.max(atOnce, working.size);
        send(request);
      };
      return { kill, send: watch };
    }, createManualClock());
    onTestFinished(() => evaluator.close());
    const openAll = (sources: number[]) => Promise.all(sources.map((source) => evaluator.open(String(source))));
    const evaluations = await openAll([1, 2, 3, 4, 5]);
    for (let round = 0; round < 3; round += 1) {
      const results = evaluations.map((evaluation) => evaluation.evaluate({}, {}, never));
      expect(await Promise.all(results)).toEqual([1, 2, 3, 4, 5]);
    }
    expect(atOnce).toBeLessThanOrEqual(3);
    // One for each, and the spare.
    expect(started).toBeLessThanOrEqual(6);
    await openAll([6, 7, 8, 9, 10]);
    await expect.poll(() => alive).toBeLessThanOrEqual(9);
    expect(await evaluations[0]?.evaluate({}, {}, never)).toBe(1);
  });

  it('tells when no process can be had', async () => {
    const { evaluator } = start();
    evaluator.close();
    await expect(evaluator.open('1')).rejects.toMatchObject({ code: 'EVALUATOR_FAILED' });
  });
});
