import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../json/json.ts';
import { catchError } from './catch-error.fixture.ts';
import { compileCondition, compileExpression } from './expression.ts';
import { makeScope } from './scope.fixture.ts';

const evaluate = (source: string, record: JsonObject = {}) => compileExpression(source).evaluate(makeScope(record));

describe('what an expression reaches', () => {
  it('reads the record’s fields by name and by any other spelling in brackets', () => {
    const record = { Email: 'a@b', 'Account Name': 'Acme', Owner: { Name: 'Ada' }, Tags: ['x', 'y'] };
    expect(evaluate('Email', record)).toBe('a@b');
    expect(evaluate('record["Account Name"]', record)).toBe('Acme');
    expect(evaluate('Owner.Name + record.Owner["Name"]', record)).toBe('AdaAda');
    expect(evaluate('Tags[1]', record)).toBe('y');
    expect(evaluate('record', record)).toEqual(record);
  });

  it('lets words that CEL reserves be fields and functions', () => {
    expect(evaluate('package + for + record.while', { package: 1, for: 2, while: 3 })).toBe(6);
    expect(evaluate('[1, 2].map(import, import + 1)')).toEqual([2, 3]);
    expect(evaluate('if(package > 0, "if (a)", r"else")', { package: 1 })).toBe('if (a)');
  });

  it('reads parameters by name, and lets a field of the same name win even when it is null', () => {
    const compiled = compileExpression('min_amount', { parameters: ['min_amount'] });
    expect(compiled.evaluate(makeScope({}, { parameters: { min_amount: 500 } }))).toBe(500);
    expect(compiled.evaluate(makeScope({ min_amount: 7 }, { parameters: { min_amount: 500 } }))).toBe(7);
    expect(compiled.evaluate(makeScope({ min_amount: null }, { parameters: { min_amount: 500 } }))).toBe(null);
  });

  it('reads the trigger, the variables and the run, which no field hides', () => {
    const scope = makeScope(
      { run: 'field', vars: 'field', trigger: 'field', record: 'field' },
      { trigger: { body: { id: 1 } }, vars: { count: 2 } },
    );
    const read = (source: string) => compileExpression(source).evaluate(scope);
    expect([read('trigger.body.id'), read('vars.count'), read('run.id')]).toEqual([1, 2, 'run-1']);
    expect(read('run.startedAt')).toBe('2026-07-14T08:00:00.000Z');
    expect(read('run["id"] + json(run)')).toBe('run-1{"id":"run-1","startedAt":"2026-07-14T08:00:00.000Z"}');
    expect(read('record["run"] + record.record')).toBe('fieldfield');
  });

  it('lists the fields and the parameters that it reads', () => {
    const compiled = compileExpression(
      'Amount > min && Items.exists(i, i.x == record["Account Name"]) && run.id != ""',
      {
        parameters: ['min'],
      },
    );
    expect(compiled.references).toEqual(['Amount', 'Items', 'Account Name']);
    expect(compiled.parameters).toEqual(['min']);
  });

  it('calls functions as methods, too', () => {
    expect(evaluate('Email.trim().lower().left(3)', { Email: ' ADA@X ' })).toBe('ada');
    expect(evaluate('map([1, 2], i, i * 2)')).toEqual([2, 4]);
  });
});

describe('missing fields and null', () => {
  const record = { N: null, A: 1, T: 'x', L: [] };
  const table: [source: string, result: Json, warnings: string[]][] = [
    ['N', null, []],
    ['M', null, ['M']],
    ['M.a.b', null, ['M']],
    ['record.M', null, ['M']],
    ['A.b', null, ['A.b']],
    ['vars.x', null, ['vars.x']],
    ['L[3]', null, []],
    ['L.length', null, ['L.length']],
    ['T.length', null, ['T.length']],
    ['N < 1', false, []],
    ['N >= 1', false, []],
    ['M >= 1', false, ['M']],
    ['M <= "a"', false, ['M']],
    ['M == 1', false, ['M']],
    ['M != 1', false, ['M']],
    ['N == "x"', false, []],
    ['N != "x"', false, []],
    ['1 == N', false, []],
    ['M in [1, 2]', false, ['M']],
    ['1 in M', false, ['M']],
    ['M == null', true, []],
    ['null == M', true, []],
    ['M != null', false, []],
    ['A != null', true, []],
    ['N == M', true, ['M']],
    ['isEmpty(M)', true, []],
    ['isEmpty(M.a)', true, []],
    ['coalesce(M, N, A)', 1, []],
    ['has(record.M)', false, []],
    ['has(record.N)', true, []],
    ['get(M, "a.b", 5)', 5, []],
    ['N + 1', null, []],
    ['1 - N', null, []],
    ['N * N', null, []],
    ['N / 0', null, []],
    ['-N', null, []],
    ['N + "a"', 'a', []],
    ['N + N', null, []],
    ['lower(N)', null, []],
    ['contains(N, "a")', false, []],
    ['contains("a", N)', false, []],
    ['sum(N)', null, []],
    ['padStart("a", 2, N)', ' a', []],
    ['N && true', false, []],
    ['N || true', true, []],
    ['true && N', false, []],
    ['!N', true, []],
    ['N ? 1 : 2', 2, []],
    ['if(N, 1)', null, []],
    ['N.map(i, i)', null, []],
    ['N.filter(i, true)', null, []],
    ['N.exists(i, true)', false, []],
    ['N.all(i, true)', false, []],
    ['[1, N]', [1, null], []],
  ];
  it.each(table)('%s is %j', (source, result, warnings) => {
    const scope = makeScope(record);
    expect(compileExpression(source).evaluate(scope)).toEqual(result);
    expect(scope.warnings).toEqual(warnings.map((name) => ({ code: 'MISSING_FIELD', name })));
  });

  it('reads what is inside something that a dry run doesn’t know as not known either, and not as missing', () => {
    const scope = makeScope({ post: { body: '‹not known yet›' } });
    const read = (source: string) => compileExpression(source).evaluate(scope);
    for (const source of ['post.body.id', 'post.body.lines[0].id', 'coalesce(post.body.id, "none")']) {
      expect(read(source)).toBe('‹not known yet›');
    }
    expect(read('"Order " + post.body.id')).toBe('Order ‹not known yet›');
    expect(read('post.body.total * 2')).toBe('‹not known yet›');
    expect(read('post.body.done ? "yes" : "no"')).toBe('‹not known yet›');
    expect(compileCondition('post.body.done').evaluate(scope)).toBe(false);
    expect(() => compileExpression('1 * "a" + Name').evaluate(makeScope({ Name: 'x' }))).toThrow('number');
    expect(scope.warnings).toEqual([]);
  });

  it('makes a condition on null false, and refuses one that is neither true nor false', () => {
    expect(compileCondition('Active').evaluate(makeScope())).toBe(false);
    expect(compileCondition('Active').evaluate(makeScope({ Active: 'TRUE' }))).toBe(true);
    const error = catchError(() => compileCondition(' Amount ').evaluate(makeScope({ Amount: 3 })));
    expect(error).toMatchObject({ code: 'EXPRESSION_TYPE', data: { offset: 1, length: 6, line: 1, column: 2 } });
    expect(error.message).toBe('True or false is needed, but “Amount” is a number.');
  });
});

describe('numbers that mix freely', () => {
  const record = { Int: 7, Double: 2.5, Text: '12.5', Blank: ' ', Word: 'abc' };
  const table: [source: string, result: Json][] = [
    ['7 / 2', 3.5],
    ['Int / 2', 3.5],
    ['Int * Double', 17.5],
    ['Int + 0.5', 7.5],
    ['Int % 4', 3],
    ['-7 % 4', -3],
    ['0x1F + 1', 32],
    ['1e3 - 1', 999],
    ['Text * 2', 25],
    ['Text - Int', 5.5],
    ['Text + Int', '12.57'],
    ['Int + Text', '712.5'],
    ['Blank * 2', null],
    ['Text > 12', true],
    ['12 < Text', true],
    ['Text == 12.5', true],
    ['7 == Int', true],
    ['7.0 == 7', true],
    ['"7" == 7', true],
    ['Int in [1, "7"]', true],
    ['"10" < "9"', true],
    ['Int == Word', false],
    ['Int != Word', true],
    ['"2026-01-05" < "2026-01-05T10:00:00.000Z"', true],
    ['"TRUE" == true', true],
    ['false < true', true],
    ['[1, {"a": 2.0}] == [1.0, {"a": 2}]', true],
    ['0 * -1', 0],
    ['[1] + ["a"]', [1, 'a']],
    ['9007199254740991', 9007199254740991],
    ['round(1.005, 2)', 1.01],
    ['round(-2.5)', -3],
    ['round(1234.5, -2)', 1200],
    ['floor(-0.5) + ceil(-0.5)', -1],
    ['number("1e3") + number("x")', null],
    ['min("2026-02-01", "2026-01-31")', '2026-01-31'],
    ['max(1, "3", null, 2)', 3],
    ['sum(["1.5", 2, "", null])', 3.5],
    ['formatNumber(1234.5)', '1,234.5'],
    ['formatNumber("1234.567", 1, "en-US")', '1,234.6'],
  ];
  it.each(table)('%s is %j', (source, result) => {
    const value = evaluate(source, record);
    expect(value).toEqual(result);
    expect(JSON.parse(JSON.stringify(value))).toEqual(result);
  });

  it('warns and is false where values can’t be put in order', () => {
    const scope = makeScope(record);
    expect(compileExpression('Word > 5').evaluate(scope)).toBe(false);
    expect(compileExpression('[1] < 5').evaluate(scope)).toBe(false);
    expect(scope.warnings).toEqual([
      { code: 'NOT_COMPARABLE', name: 'Word > 5' },
      { code: 'NOT_COMPARABLE', name: '[1] < 5' },
    ]);
  });

  it('keeps a number in a JSON text that has too many digits as text, and warns', () => {
    const scope = makeScope({ body: '{"id":9007199254740993,"n":7}' });
    expect(compileExpression('parseJson(body)').evaluate(scope)).toEqual({ id: '9007199254740993', n: 7 });
    expect(scope.warnings).toEqual([{ code: 'LONG_NUMBER', name: '9007199254740993' }]);
  });

  const failures: [source: string, message: string, offset: number][] = [
    ['1 + Word * 2', '“*” needs numbers, but “Word” is text.', 4],
    ['Int - true', '“-” needs numbers, but “true” is true or false.', 6],
    ['Int / 0', '“0” is 0, and nothing can be divided by 0.', 6],
    ['Int % (Int - 7)', '“Int - 7” is 0, and nothing can be divided by 0.', 7],
    ['1e308 * 10', 'The result of “1e308 * 10” is too large for a number.', 0],
    ['1 + {"a": 1}', '“+” can’t add a number and a map.', 4],
    ['"a" + [1]', '“+” can’t join text with “[1]”, which is a list.', 6],
    ['"a" in "abc"', '“in” needs a list, but “"abc"” is text.', 7],
    ['Int && true', 'True or false is needed, but “Int” is a number.', 0],
    ['round(Word)', '“round” needs a number, but “Word” is text.', 6],
    ['Int.map(i, i)', '“map” needs a list, but “Int” is a number.', 0],
  ];
  it.each(failures)('says plainly why %s fails', (source, message, offset) => {
    const error = catchError(() => evaluate(source, record));
    expect(error).toMatchObject({ code: 'EXPRESSION_TYPE', message, data: { offset } });
    expect(error.fix).not.toContain('?}');
  });
});

describe('evaluation', () => {
  it('works out only the chosen branch', () => {
    expect(evaluate('if(true, 1, 1 / 0)')).toBe(1);
    expect(evaluate('false ? 1 / 0 : 2')).toBe(2);
    expect(evaluate('true || 1 / 0')).toBe(true);
    expect(evaluate('false && 1 / 0')).toBe(false);
    expect(evaluate('coalesce(1, 1 / 0)')).toBe(1);
  });

  it('nests macros, and the innermost name wins', () => {
    expect(evaluate('[[1, 2], [3]].map(x, x.map(y, y * size(x)))')).toEqual([[2, 4], [3]]);
    expect(evaluate('[1, 2].map(x, [10].map(x, x)[0] + x)')).toEqual([11, 12]);
    expect(evaluate('[1, 2, 3].map(x, x > 1, x * x)')).toEqual([4, 9]);
    expect(evaluate('{"a": 1, "b": 2}.filter(key, key != "a")')).toEqual(['b']);
    expect(evaluate('x.exists(x, x == 2)', { x: [1, 2] })).toBe(true);
  });

  it('works out long chains, however many parts they have', () => {
    expect(evaluate(Array(2500).fill('1').join(' + '))).toBe(2500);
    expect(evaluate(Array(1200).fill('true').join(' && '))).toBe(true);
    expect(evaluate('1 + 2 * 3 - 4 / 2 + 5 % 3 - 1 + 10 == 16 && true')).toBe(true);
    expect(evaluate('false || false || false || false || false || true')).toBe(true);
  });

  it('asks the scope for time and ids', () => {
    expect(evaluate('now()')).toBe('2026-07-14T08:30:00.000Z');
    expect(evaluate('uuid()')).toBe('3f0c6e2a-5d0b-4b8e-9a57-0f6f3d1c2b4a');
  });

  it('gives lists and maps of constants that no receiver can change for the next', () => {
    const compiled = compileExpression('["a", "b"]');
    const list = compiled.evaluate(makeScope());
    expect(() => (list as string[]).push('c')).toThrow(TypeError);
    expect(compiled.evaluate(makeScope())).toEqual(['a', 'b']);
  });
});
