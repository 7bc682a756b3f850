import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SwitchError, Switches, switchNames } from './switches.ts';

describe('switches', () => {
  it('start as a practice org has them', () => {
    expect(new Switches().values).toMatchObject({ passwordFlow: true, tokenFormat: 'opaque', versionFloor: 31 });
  });

  it('are set together or not at all', () => {
    const switches = new Switches();
    const before = switches.values;
    expect(() => switches.set({ soapLogin: false, versionFloor: 1.5 })).toThrow(
      new SwitchError('versionFloor must be a whole number from 20 to 67.'),
    );
    expect(switches.values).toBe(before);
    expect(switches.set({ soapLogin: false, versionFloor: 40 })).toMatchObject({ soapLogin: false, versionFloor: 40 });
  });

  it('refuse names and values that do not exist', () => {
    const switches = new Switches();
    for (const name of ['nothing', '__proto__', 'constructor', 'toString', '']) {
      const settings = JSON.parse(JSON.stringify({ x: true }).replace('"x"', JSON.stringify(name)));
      expect(() => switches.set(settings)).toThrow(/is not a switch/);
    }
    fc.assert(
      fc.property(
        fc.constantFrom(...switchNames),
        fc.oneof(fc.string(), fc.object(), fc.double({ max: 0 })),
        (name, value) => {
          fc.pre(value !== 'jwt' && value !== 'opaque');
          expect(() => switches.set({ [name]: value })).toThrow(/must be/);
        },
      ),
    );
  });

  it('survive being stored, and go back to the usual when reset', () => {
    const switches = new Switches();
    switches.set({ tokenFormat: 'jwt', queryPageSize: 5 });
    const other = new Switches();
    other.load(JSON.parse(JSON.stringify(switches.save())));
    expect(other.values).toEqual(switches.values);
    other.reset();
    expect(other.values).toEqual(new Switches().values);
    expect(other.save()).toEqual({});
    expect(() => other.load(null)).toThrow(SwitchError);
  });
});
