import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPlaces, NO_PLACES, type Places, slicePlaces, withoutPlaces } from './places.ts';

const flatten = (places: Places): number[] =>
  places.flatMap(([first, count]) => Array.from({ length: count }, (_, step) => first + step));

const runs = fc.array(fc.tuple(fc.nat(50), fc.nat(5)), { maxLength: 8 });

describe('places', () => {
  it('stand for the same numbers however they are joined', () => {
    fc.assert(
      fc.property(runs, (drawn) => {
        const joined = drawn.reduce<Places>((places, [first, count]) => addPlaces(places, first, count), NO_PLACES);
        expect(flatten(joined)).toEqual(flatten(drawn));
        expect(joined.every(([, count]) => count > 0)).toBe(true);
      }),
    );
  });

  it('are cut like the records that they belong to', () => {
    fc.assert(
      fc.property(runs, fc.nat(20), fc.nat(20), (drawn, start, count) => {
        const places = drawn.reduce<Places>((all, [first, length]) => addPlaces(all, first, length), NO_PLACES);
        const all = flatten(places);
        const end = Math.min(all.length, start + count);
        fc.pre(start <= end);
        expect(flatten(slicePlaces(places, start, end - start))).toEqual(all.slice(start, end));
      }),
    );
  });

  it('are left over where others are gone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(30)), fc.func(fc.boolean()), (numbers, isGone) => {
        const join = (some: number[]) => some.reduce<Places>((all, number) => addPlaces(all, number, 1), NO_PLACES);
        const left = withoutPlaces(join(numbers), join(numbers.filter((number) => isGone(number))));
        const stay = numbers.filter((number) => !isGone(number));
        expect(flatten(left)).toEqual(stay.sort((a, b) => a - b));
      }),
    );
  });

  it('that follow each other are one run', () => {
    expect(addPlaces([[0, 3]], 3, 2)).toEqual([[0, 5]]);
    expect(addPlaces([[0, 3]], 4, 2)).toEqual([
      [0, 3],
      [4, 2],
    ]);
  });
});
