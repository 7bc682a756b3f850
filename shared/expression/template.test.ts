import { describe, expect, it } from 'vitest';
import type { Json } from '../json/json.ts';
import { catchError } from './catch-error.fixture.ts';
import { makeScope } from './scope.fixture.ts';
import { compileTemplate, hasExpression } from './template.ts';
import { compileValue } from './value.ts';

const record = { Name: 'Ada', Amount: 3, Empty: null, Yes: true, Tags: ['a'], Owner: { Id: 1 } };
const fill = (text: string) => compileTemplate(text).evaluate(makeScope(record));

describe('templates', () => {
  const table: [template: string, result: Json][] = [
    ['plain', 'plain'],
    ['', ''],
    ['{{ Amount }}', 3],
    ['{{Yes}}', true],
    ['{{ Empty }}', null],
    ['{{ Tags }}', ['a']],
    [' {{ Amount }}', ' 3'],
    ['Dear {{ Name }}, you owe {{ Amount * 2 }}.', 'Dear Ada, you owe 6.'],
    ['{{ Name }}{{ Amount }}', 'Ada3'],
    ['[{{ Empty }}]', '[]'],
    ['Tags: {{ Tags }} of {{ Owner }}', 'Tags: ["a"] of {"Id":1}'],
    ['\\{{ Name }}', '{{ Name }}'],
    ['a \\{{ b }} {{ Name }} \\{{', 'a {{ b }} Ada {{'],
    ['}} and { {', '}} and { {'],
    ['{{ "}}" }}', '}}'],
    ['{{ {"a": {"b": Amount}} }}', { a: { b: 3 } }],
    ['{{ "it\'s {{ \\"x\\" }}" }}!', 'it\'s {{ "x" }}!'],
    ['{{ Name // who }}', 'Ada'],
    ['{{ if(Amount > 2, "many", "few") }}', 'many'],
  ];
  it.each(table)('%j becomes %j', (template, result) => {
    expect(fill(template)).toEqual(result);
  });

  it('gives errors the position in the whole text', () => {
    const error = catchError(() => compileTemplate('Dear {{ Name }},\nyou are {{ lowr(Name) }}'));
    expect(error).toMatchObject({ code: 'EXPRESSION_UNKNOWN_NAME', data: { line: 2, column: 12, offset: 28 } });
    expect(catchError(() => compileTemplate('a {{ b')).data).toMatchObject({ offset: 2, length: 2 });
    expect(catchError(() => compileTemplate('a {{ }} b')).data).toMatchObject({ offset: 4 });
  });

  it('tells what it reads and whether it is constant', () => {
    const compiled = compileTemplate('{{ Name }} {{ min }} {{ Name }}', { parameters: ['min'] });
    expect(compiled).toMatchObject({ references: ['Name'], parameters: ['min'] });
    expect(compiled.constant).toBeUndefined();
    expect(compileTemplate('a \\{{').constant).toBe('a {{');
    expect([hasExpression('a {{ b }}'), hasExpression('a \\{{ b }}')]).toEqual([true, false]);
  });
});

describe('values with templates at any depth', () => {
  it('fills every string and keeps keys and other values', () => {
    const compiled = compileValue({ '{{ Name }}': 'x', a: ['{{ Amount }}', 1, null], b: { c: 'Hi {{ Name }}' } });
    expect(compiled.evaluate(makeScope(record))).toEqual({ '{{ Name }}': 'x', a: [3, 1, null], b: { c: 'Hi Ada' } });
    expect(compiled.references).toEqual(['Amount', 'Name']);
    expect(compiled.constant).toBeUndefined();
  });

  it('shares what holds no expression, frozen, and leaves the source alone', () => {
    const source = { fixed: { list: [1, '\\{{'] }, name: '{{ Name }}' };
    const compiled = compileValue(source);
    const [first, second] = [1, 2].map(() => compiled.evaluate(makeScope(record)) as typeof source);
    expect(first?.fixed).toBe(second?.fixed);
    expect(first?.fixed).toEqual({ list: [1, '{{'] });
    expect(Object.isFrozen(first?.fixed.list)).toBe(true);
    expect(Object.isFrozen(source.fixed)).toBe(false);
    expect(first).not.toBe(second);
    expect(compileValue([1, 'a']).constant).toEqual([1, 'a']);
  });

  it('tells where in the value an expression is wrong', () => {
    const error = catchError(() => compileValue({ list: ['ok', { Email: '{{ lowr(x) }}' }] }));
    expect(error).toMatchObject({ code: 'EXPRESSION_UNKNOWN_NAME', data: { path: ['list', 1, 'Email'], offset: 3 } });
    expect(error.fix).toBe('Did you mean “lower”?');
  });
});
