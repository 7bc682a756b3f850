import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeId, parseId, toLongId } from './ids.ts';

describe('record ids', () => {
  it('get the documented check characters', () => {
    expect(toLongId('001A0000006Vm9u')).toBe('001A0000006Vm9uIAC');
    expect(toLongId('01gD0000002HU6K')).toBe('01gD0000002HU6KIAW');
  });

  it('are the same record in 15 and 18 characters', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{15}$/), (short) => {
        expect(parseId(short)).toBe(toLongId(short));
        expect(parseId(toLongId(short))).toBe(toLongId(short));
      }),
    );
  });

  it('are refused when the check characters do not fit or the length is wrong', () => {
    expect(parseId('001A0000006Vm9uIAD')).toBeNull();
    expect(parseId('001A0000006Vm9')).toBeNull();
    expect(parseId("001A0000006Vm9'")).toBeNull();
    expect(parseId('')).toBeNull();
  });

  it('sort in the order they were made', () => {
    const ids = Array.from({ length: 200 }, (_, number) => makeId('001', number).slice(0, 15));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(200);
  });
});
