import { describe, expect, it } from 'vitest';
import { suggestNames, suggestSentence } from './suggest-names.ts';

describe('suggestions for a misspelt name', () => {
  const names = ['lower', 'upper', 'length', 'left', 'startsWith', 'Email', 'Amount'];
  it.each([
    ['lowr', ['lower']],
    ['lwoer', ['lower']],
    ['LOWER', ['lower']],
    ['Emial', ['Email']],
    ['startWith', ['startsWith']],
    ['lengt', ['length']],
    ['frobnicate', []],
    ['x', []],
    ['Email', []],
  ])('for %s are %j', (name, suggestions) => {
    expect(suggestNames(name, names)).toEqual(suggestions);
  });

  it('puts the nearest first, at most three', () => {
    expect(suggestNames('abcdefx', ['abcxefg', 'abcdefg', 'abcdef', 'abcdefxy', 'abcdfx'])).toHaveLength(3);
    expect(suggestNames('abcdeg', ['abcxef', 'abcdef'])[0]).toBe('abcdef');
  });

  it('makes a sentence, or says the other thing', () => {
    expect(suggestSentence('lefd', ['left', 'lead'], 'Look around.')).toBe('Did you mean “left” or “lead”?');
    expect(suggestSentence('zzz', names, 'Look around.')).toBe('Look around.');
  });
});
