import { describe, expect, it } from 'vitest';
import { compileFilePattern } from './file-pattern.ts';

const matches = (pattern: string, path: string) => compileFilePattern(pattern)?.matches(path);

describe('a pattern for file names', () => {
  it.each([
    ['*.csv', 'leads.csv', true],
    ['*.csv', 'LEADS.CSV', true],
    ['*.csv', 'leads.csv.bak', false],
    ['*.csv', 'sub/leads.csv', false],
    ['*', 'leads.csv', true],
    ['*', '.hidden', false],
    ['.*', '.hidden', true],
    ['report-??.xlsx', 'report-07.xlsx', true],
    ['report-??.xlsx', 'report-7.xlsx', false],
    ['*.{csv,tsv}', 'a.tsv', true],
    ['*.{csv,tsv}', 'a.txt', false],
    ['{in,out}-*.{csv,tsv}', 'out-1.csv', true],
    ['**/*.csv', 'a.csv', true],
    ['**/*.csv', 'x/y/a.csv', true],
    ['**/*.csv', '.x/a.csv', false],
    ['in/*.csv', 'in/a.csv', true],
    ['in/*.csv', 'out/a.csv', false],
    ['in/**/new/*.csv', 'in/a/b/new/c.csv', true],
    ['in/**/new/*.csv', 'in/a/b/c.csv', false],
    ['a[1].csv', 'a[1].csv', true],
    ['*ä*.csv', 'Häuser.csv', true],
    ['*.csv', '__proto__.csv', true],
  ])('%s, %s: %s', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected);
  });

  it('says whether folders within have to be looked into', () => {
    expect(compileFilePattern('*.csv')?.deep).toBe(false);
    expect(compileFilePattern('**/*.csv')?.deep).toBe(true);
    expect(compileFilePattern('in/*.csv')?.deep).toBe(true);
  });

  it('isn’t one when its braces don’t close or stand for too much', () => {
    expect(compileFilePattern('*.{csv')).toBeUndefined();
    expect(compileFilePattern('*.csv}')).toBeUndefined();
    expect(compileFilePattern('{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}')).toBeUndefined();
  });

  it('S28 stalls nobody, whatever the pattern is', () => {
    // Each star could begin anywhere: a matcher that tries all ways would not end in this lifetime.
    expect(matches(`${'*a'.repeat(100)}b`, 'a'.repeat(255))).toBe(false);
    expect(matches(`${'**/a/'.repeat(50)}b`, 'a/'.repeat(500))).toBe(false);
  });
});
