import { describe, expect, it } from 'vitest';
import type { Json } from '../../json/json.ts';
import { catchError } from '../catch-error.fixture.ts';
import { compileExpression } from '../expression.ts';
import { makeScope } from '../scope.fixture.ts';

const evaluate = (source: string) => compileExpression(source).evaluate(makeScope());

describe('functions at their edges', () => {
  const table: [source: string, result: Json][] = [
    ['split("a,b", "")', ['a', ',', 'b']],
    ['split("", ",")', ['']],
    ['join([1, null, true, {"a": 1}], "-")', '1--true-{"a":1}'],
    ['replace("aaa", "aa", "b")', 'ba'],
    ['replace("a.b.c", ".", "$&")', 'a$&b$&c'],
    ['replace("abc", "", "x")', 'abc'],
    ['left("abc", -1) + left("abc", 9)', 'abc'],
    ['right("abc", 0) + right("abc", 9)', 'abc'],
    ['substring("abc", -5, 2)', 'ab'],
    ['substring("abc", 2, 1)', ''],
    ['padStart("abc", 2)', 'abc'],
    ['padStart("abc", 9, "")', 'abc'],
    ['upper(12)', '12'],
    ['length("😀")', 2],
    ['left("a😀b", 2)', 'a'],
    ['left("a😀b", 3)', 'a😀'],
    ['right("a😀b", 2)', 'b'],
    ['right("a😀b", 3)', '😀b'],
    ['substring("😀😀", 1, 3)', ''],
    ['substring("a😀b", 1, 3)', '😀'],
    ['substring("a😀b", 2)', 'b'],
    ['substring("abc", 1.9, 2.9)', 'b'],
    ['contains("abc", "")', true],
    ['number("0x10")', null],
    ['number(true)', null],
    ['isNumber("-1.5e3")', true],
    ['isNumber("")', false],
    ['min([])', null],
    ['max(["b", "a"])', 'b'],
    ['avg([])', null],
    ['sum([])', 0],
    ['first([])', null],
    ['last([null])', null],
    ['slice([1, 2, 3], -2)', [2, 3]],
    ['slice([1, 2, 3], 0, -1)', [1, 2]],
    ['flatten([[1], [[2]]])', [1, [2]]],
    ['unique([1, "1", 1, null, null, {"a": 1, "b": 2}, {"b": 2, "a": 1}])', [1, '1', null, { a: 1, b: 2 }]],
    ['sortBy(["b", null, 10, "a", 9, "8"])', ['8', 9, 10, 'a', 'b', null]],
    ['sortBy([3, null, 1, 2], "", "desc")', [3, 2, 1, null]],
    ['sortBy([{"o": {"n": 2}}, {"o": {}}, {"o": {"n": 1}}], "o.n")', [{ o: { n: 1 } }, { o: { n: 2 } }, { o: {} }]],
    ['get([{"a": [5]}], "0.a.0")', 5],
    ['get({"a": null}, "a.b", "else")', 'else'],
    ['get(null, "a")', null],
    ['merge(null, {"a": 1}, null)', { a: 1 }],
    ['pick({"a": 1}, ["a", "x"])', { a: 1 }],
    ['omit({"a": 1, "b": 2}, "a", "b")', {}],
    ['isEmpty({}) && isEmpty([]) && isEmpty("") && !isEmpty(0) && !isEmpty(false)', true],
    ['size({"a": 1}) + size("ab") + size([])', 3],
    ['base64("")', ''],
    ['base64("😀")', '8J+YgA=='],
    ['urlEncode("a/b?c=d\'(ü)*!")', 'a%2Fb%3Fc%3Dd%27%28%C3%BC%29%2A%21'],
    ['json("a\\"b")', '"a\\"b"'],
    ['parseJson("null")', null],
    ['parseJson("{\\"a\\": [1.5]}").a[0]', 1.5],
    ['formatNumber(0.1 + 0.2, 0)', '0'],
    ['formatNumber(-1234567.891, 2, "fr-CH") != ""', true],
    ['round(1e21, 2)', 1e21],
    ['round(5e-324, 20)', 0],
    ['round(-0.4)', 0],
    ['exists([1], x, x == 1)', true],
    ['[1, 1].exists_one(x, x == 1)', false],
  ];
  it.each(table)('%s is %j', (source, result) => {
    expect(evaluate(source)).toEqual(result);
  });

  const failures: [source: string, problem: string][] = [
    ['sum([1, "x"])', 'sum failed: an item is text'],
    ['min(1, "x")', 'it compares numbers with numbers'],
    ['sortBy([1], "", "up")', '“up” isn’t an order'],
    ['parseJson("{")', 'the text isn’t JSON'],
    ['merge({}, [1])', 'one of its values is a list'],
    ['pick({}, 1)', 'a field’s name can’t be a number'],
    ['size(5)', 'a number has no size'],
    ['round(1, 1.5)', 'the count of decimals'],
    ['formatNumber(1, -1)', 'the count of decimals'],
    ['formatNumber(1, 2, "no/locale")', 'isn’t a locale'],
    ['sum([1e308, 1e308])', 'the sum is too large'],
  ];
  it.each(failures)('says why %s fails', (source, problem) => {
    const error = catchError(() => evaluate(source));
    expect(error.code).toBe('EXPRESSION_FUNCTION');
    expect(error.message).toMatch(/[^.]\.$/);
    expect(error.message).toContain(problem);
    expect(error.fix).toMatch(/\.$|\?$/);
  });
});
