import { describe, expect, it } from 'vitest';
import { compileCondition, compileExpression, compileTemplate } from './index.ts';
import { makeScope } from './scope.fixture.ts';

describe('compiling what was compiled before', () => {
  it('gives the same again, for the same parameters only', () => {
    const scope = makeScope({}, { parameters: { region: 'North' } });
    const warned = makeScope({});
    for (const compile of [compileExpression, compileCondition]) {
      expect(compile('region == "North"')).toBe(compile('region == "North"'));
      expect(compile('region == "North"', { parameters: ['region'] }).parameters).toEqual(['region']);
      expect(compile('region == "North"').parameters).toEqual([]);
      expect(compile('region == "North"', { parameters: ['region'] }).evaluate(scope)).toBe(true);
      expect(compile('region == "North"').evaluate(warned)).toBe(false);
    }
    expect(compileTemplate('a {{ region }}', { parameters: ['region', 'x'] }).evaluate(scope)).toBe('a North');
  });

  it('refuses the same source each time', () => {
    for (let time = 0; time < 2; time += 1) expect(() => compileExpression('1 +')).toThrow(/./);
  });

  it('checks names against the fields that are known now', () => {
    expect(compileExpression('Amount').references).toEqual(['Amount']);
    expect(() => compileExpression('Amount', { fields: ['Name'] })).toThrow(/Amount/);
    expect(compileExpression('Amount', { fields: ['Amount'] }).references).toEqual(['Amount']);
  });

  it('does so for any number of sources, long ones too', () => {
    for (let number = 0; number < 1_100; number += 1) {
      expect(compileExpression(`${number} + 1`).evaluate(makeScope({}))).toBe(number + 1);
    }
    const long = `"${'x'.repeat(2_000)}"`;
    expect(compileExpression(long).evaluate(makeScope({}))).toBe('x'.repeat(2_000));
  });
});
