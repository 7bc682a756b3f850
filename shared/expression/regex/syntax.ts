/** Which characters (code points) a place in a pattern accepts: ranges, both ends included, sorted by start. */
export type CharacterSet = { readonly ranges: readonly (readonly [number, number])[]; readonly negated: boolean };

/** A pattern as a tree. `max` undefined is “any number”. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly min: number; readonly max: number | undefined }
  | { readonly kind: 'assert'; readonly at: 'start' | 'end' | 'word' | 'not-word' };

/** A pattern that can't be read; `position` counts characters from 0. */
export class PatternError extends Error {
  readonly position: number;

  constructor(problem: string, position: number) {
    super(problem);
    this.position = position;
  }
}

const DIGITS: CharacterSet['ranges'] = [[48, 57]];
const WORD: CharacterSet['ranges'] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
/** ECMAScript's WhiteSpace and LineTerminator. */
const SPACE: CharacterSet['ranges'] = [
  [9, 13],
  [32, 32],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];

/** `\d \w \s` and their opposites, with ECMAScript's meaning. */
export const CLASSES: Readonly<Record<string, CharacterSet>> = {
  d: { ranges: DIGITS, negated: false },
  D: { ranges: DIGITS, negated: true },
  w: { ranges: WORD, negated: false },
  W: { ranges: WORD, negated: true },
  s: { ranges: SPACE, negated: false },
  S: { ranges: SPACE, negated: true },
};

/** `.`: everything but line ends. */
export const ANY_BUT_LINE_END: CharacterSet = {
  ranges: [
    [10, 10],
    [13, 13],
    [0x2028, 0x2029],
  ],
  negated: true,
};

/** True when the set accepts the code point. */
export function acceptsCharacter(set: CharacterSet, code: number): boolean {
  for (const [first, last] of set.ranges) if (code >= first && code <= last) return !set.negated;
  return set.negated;
}

/** The set that accepts what any of the sets accepts. */
export function uniteSets(sets: readonly CharacterSet[]): CharacterSet['ranges'] {
  return sets.flatMap((set) => (set.negated ? invertRanges(set.ranges) : set.ranges));
}

function invertRanges(ranges: CharacterSet['ranges']): CharacterSet['ranges'] {
  const inverted: [number, number][] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    if (first > next) inverted.push([next, first - 1]);
    next = last + 1;
  }
  return [...inverted, [next, 0x10ffff]];
}
