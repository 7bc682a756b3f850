import { describe, expect, it } from 'vitest';
import { readOneRecord, readRecordList } from './record-text.ts';

describe('records that a person writes as JSON', () => {
  it('are taken as they are', () => {
    expect(readRecordList('[{"n": 1}, {}]')).toEqual({ value: [{ n: 1 }, {}] });
    expect(readOneRecord('{"n": [1]}')).toEqual({ value: { n: [1] } });
  });

  it.each([
    ['{', 'isn’t JSON'],
    ['{"n": 1}', 'isn’t a list'],
    ['[{"n": 1}, 2]', 'Record 2 isn’t an object'],
  ])('are refused with what is wrong: %s', (text, complaint) => {
    expect(readRecordList(text).complaint).toContain(complaint);
  });

  it.each(['[1]', '"text"', ''])('one record is an object, not %j', (text) => {
    expect(readOneRecord(text).complaint).toBeDefined();
  });
});
