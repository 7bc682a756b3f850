import { describe, expect, it } from 'vitest';
import { catchError } from '../catch-error.fixture.ts';
import { compileExpression } from '../expression.ts';
import { makeScope } from '../scope.fixture.ts';
import { callableFunctions, functionLibrary, functionSynonyms } from './library.ts';

/** The library as the flow format promises it. */
const PROMISED = `upper lower trim join split replace contains startsWith endsWith left right substring length padStart
  round floor ceil abs min max number isNumber formatNumber
  now today date parseDate formatDate addDays addMonths diffDays startOf weekday
  if isEmpty coalesce
  first last count sum avg unique sortBy slice flatten map filter exists all
  keys values get merge pick omit
  hash uuid base64 urlEncode json parseJson regexMatch`.split(/\s+/);

describe('the function library', () => {
  it('has every function that the flow format promises', () => {
    const names = new Set(functionLibrary.map((entry) => entry.name));
    expect(PROMISED.filter((name) => !names.has(name))).toEqual([]);
  });

  it('declares each function once, and no synonym is a function', () => {
    const names = functionLibrary.map((entry) => entry.name);
    expect(new Set(names).size).toBe(names.length);
    // `exists` is a macro and also what some call `has`.
    expect([...functionSynonyms.keys()].filter((name) => names.includes(name) && name !== 'exists')).toEqual([]);
  });

  it('is plain data, so that it can cross the contract', () => {
    expect(JSON.parse(JSON.stringify(functionLibrary))).toEqual(functionLibrary);
  });

  it.each(functionLibrary.map((entry) => [entry.name, entry.example] as const))(
    'gives for the example of %s what its documentation says',
    (_, { source, result }) => {
      expect(compileExpression(source).evaluate(makeScope())).toEqual(result);
    },
  );

  it.each(functionLibrary.map((entry) => [entry.name, entry] as const))('uses %s in its own example', (name, entry) => {
    expect(entry.example.source).toContain(`${name}(`);
  });

  it.each(functionLibrary.map((entry) => [entry.name, entry] as const))('describes %s in sentences', (_, entry) => {
    expect(entry.label).toMatch(/^[A-Z].*[^.]$/);
    expect(entry.summary).toMatch(/^[A-Z0-9].*\.$/);
  });

  const needing = [...callableFunctions.values()].filter(
    ({ parameters }) => parameters[0] && parameters[0].type !== 'any' && !parameters[0].optional,
  );
  it.each(needing.map((entry) => [entry.name, entry] as const))('reads null as nothing in %s', (name, entry) => {
    const others = entry.parameters.slice(1).filter((parameter) => !parameter.optional);
    const samples = {
      text: '"a"',
      number: '1',
      boolean: 'true',
      date: '"2026-07-14"',
      list: '[1]',
      map: '{}',
      any: '1',
    };
    const texts: Record<string, string> = { startOf: '"day"', formatDate: '"yyyy"', parseDate: '"yyyy"' };
    const args = ['null', ...others.map(({ type }) => texts[name] ?? samples[type])];
    expect(compileExpression(`${name}(${args.join(', ')})`).evaluate(makeScope())).toBe(
      entry.returns === 'boolean' ? false : null,
    );
  });

  const strict = [...callableFunctions.values()].flatMap((entry) =>
    entry.parameters[0] && ['number', 'list', 'map', 'date', 'text'].includes(entry.parameters[0].type)
      ? [[entry.name, entry.parameters[0].type] as const]
      : [],
  );
  it.each(strict)('says plainly what %s needs when it gets something else than %s', (name, type) => {
    const wrong = type === 'text' || type === 'date' || type === 'number' ? '[1]' : '5';
    const least = callableFunctions.get(name)?.parameters.filter((parameter) => !parameter.optional).length ?? 1;
    const filler = name === 'startOf' ? '"day"' : name === 'formatDate' || name === 'parseDate' ? '"yyyy"' : '1';
    const source = `${name}(${[wrong, ...Array<string>(Math.max(0, least - 1)).fill(filler)].join(', ')})`;
    const error = catchError(() => compileExpression(source).evaluate(makeScope()));
    expect(error).toMatchObject({ code: 'EXPRESSION_TYPE', data: { offset: name.length + 1 } });
    expect(error.message).toContain(`“${name}” needs `);
  });
});
