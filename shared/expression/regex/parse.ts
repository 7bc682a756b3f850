import { readClass } from './parse-class.ts';
import { readEscape, single } from './parse-escape.ts';
import { ANY_BUT_LINE_END, type CharacterSet, CLASSES, PatternError, type PatternNode } from './syntax.ts';

/** Longest pattern, deepest nesting of groups, highest count in `{m,n}`. */
const LIMITS = { characters: 1_000, depth: 50, repeat: 1_000 } as const;

/** Where a reader stands in a pattern, by code points. */
export type PatternReader = { readonly characters: readonly string[]; position: number };

/**
 * Reads a regular expression of the documented subset: literals, `.`, classes, `\d \w \s \b` and their opposites,
 * `\n \t \r \xHH \uHHHH \u{H}`, groups (also `(?:…)`), `|`, `* + ? {m} {m,} {m,n}` (lazy marks change nothing for a
 * yes-or-no answer), `^ $`.
 * @throws PatternError with the place of what it can't read.
 */
export function parsePattern(pattern: string): PatternNode {
  if (pattern.length > LIMITS.characters)
    throw new PatternError(`it is longer than ${LIMITS.characters} characters`, 0);
  const reader: PatternReader = { characters: [...pattern], position: 0 };
  const node = readChoice(reader, 0);
  if (reader.position < reader.characters.length) throw new PatternError('a “)” has no “(”', reader.position);
  return node;
}

function readChoice(reader: PatternReader, depth: number): PatternNode {
  if (depth > LIMITS.depth) throw new PatternError('its groups are nested too deeply', reader.position);
  const options = [readSequence(reader, depth)];
  while (reader.characters[reader.position] === '|') {
    reader.position++;
    options.push(readSequence(reader, depth));
  }
  const [only] = options;
  return options.length === 1 && only ? only : { kind: 'choice', options };
}

function readSequence(reader: PatternReader, depth: number): PatternNode {
  const parts: PatternNode[] = [];
  for (;;) {
    const character = reader.characters[reader.position];
    if (character === undefined || character === '|' || character === ')') return { kind: 'sequence', parts };
    parts.push(readRepeat(reader, readAtom(reader, character, depth)));
  }
}

function readAtom(reader: PatternReader, character: string, depth: number): PatternNode {
  const start = reader.position++;
  switch (character) {
    case '^':
      return { kind: 'assert', at: 'start' };
    case '$':
      return { kind: 'assert', at: 'end' };
    case '.':
      return { kind: 'set', set: ANY_BUT_LINE_END };
    case '[':
      return { kind: 'set', set: readClass(reader, start) };
    case '(':
      return readGroup(reader, start, depth);
    case '\\':
      return readEscapedAtom(reader);
    case '*':
    case '+':
    case '?':
      throw new PatternError(`“${character}” has nothing before it to repeat`, start);
    default:
      return { kind: 'set', set: single(character.codePointAt(0) ?? 0) };
  }
}

function readGroup(reader: PatternReader, start: number, depth: number): PatternNode {
  if (reader.characters[reader.position] === '?') {
    if (reader.characters[reader.position + 1] !== ':') {
      throw new PatternError('look-around and named groups aren’t supported', start);
    }
    reader.position += 2;
  }
  const node = readChoice(reader, depth + 1);
  if (reader.characters[reader.position] !== ')') throw new PatternError('a “(” isn’t closed', start);
  reader.position++;
  return node;
}

function readEscapedAtom(reader: PatternReader): PatternNode {
  const letter = reader.characters[reader.position] ?? '';
  if (letter === 'b' || letter === 'B') {
    reader.position++;
    return { kind: 'assert', at: letter === 'b' ? 'word' : 'not-word' };
  }
  const known: CharacterSet | undefined = CLASSES[letter];
  if (known) {
    reader.position++;
    return { kind: 'set', set: known };
  }
  return { kind: 'set', set: single(readEscape(reader)) };
}

function readRepeat(reader: PatternReader, part: PatternNode): PatternNode {
  const start = reader.position;
  const bounds = readBounds(reader);
  if (!bounds) return part;
  if (part.kind === 'assert') throw new PatternError('a place such as ^ or \\b can’t be repeated', start);
  if (reader.characters[reader.position] === '?') reader.position++;
  if ('*+?'.includes(reader.characters[reader.position] ?? ' ')) {
    throw new PatternError('two repetitions follow each other', reader.position);
  }
  return { kind: 'repeat', part, ...bounds };
}

function readBounds(reader: PatternReader): { min: number; max: number | undefined } | undefined {
  const character = reader.characters[reader.position];
  if (character === '*' || character === '+' || character === '?') {
    reader.position++;
    return { min: character === '+' ? 1 : 0, max: character === '?' ? 1 : undefined };
  }
  if (character !== '{') return undefined;
  const ahead = reader.characters.slice(reader.position, reader.position + 12).join('');
  const match = /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(ahead);
  if (!match)
    throw new PatternError('a “{” here must be like {2}, {2,} or {2,5}; write \\{ for the sign', reader.position);
  const min = Number(match[1]);
  const max = match[2] === undefined ? min : match[3] === undefined ? undefined : Number(match[3]);
  if (min > LIMITS.repeat || (max ?? 0) > LIMITS.repeat || (max !== undefined && max < min)) {
    throw new PatternError(`a repetition must go from low to high, up to ${LIMITS.repeat}`, reader.position);
  }
  reader.position += match[0].length;
  return { min, max };
}
