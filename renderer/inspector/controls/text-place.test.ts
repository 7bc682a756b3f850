import { expect, it } from 'vitest';
import { placeInText } from './text-place.ts';

it('a place in a text is told by its line and the character in it', () => {
  expect(placeInText('', 0)).toEqual({ line: 1, column: 1 });
  expect(placeInText('ab\ncd', 2)).toEqual({ line: 1, column: 3 });
  expect(placeInText('ab\ncd', 3)).toEqual({ line: 2, column: 1 });
  expect(placeInText('ab\n\ncd', 6)).toEqual({ line: 3, column: 3 });
});
