import type { PatternReader } from './parse.ts';
import { readEscape, single } from './parse-escape.ts';
import { type CharacterSet, CLASSES, PatternError, uniteSets } from './syntax.ts';

/** Reads a class after its `[`, which is at `start`: `[a-z_]`, `[^\d\s]`. A `]` inside is written `\]`. */
export function readClass(reader: PatternReader, start: number): CharacterSet {
  const negated = reader.characters[reader.position] === '^';
  if (negated) reader.position++;
  const sets: CharacterSet[] = [];
  for (;;) {
    const character = reader.characters[reader.position];
    if (character === undefined) throw new PatternError('a “[” isn’t closed', start);
    if (character === ']') {
      reader.position++;
      return { ranges: uniteSets(sets), negated };
    }
    sets.push(readMember(reader));
  }
}

function readMember(reader: PatternReader): CharacterSet {
  const start = reader.position;
  const first = readOne(reader);
  const isRange = reader.characters[reader.position] === '-' && (reader.characters[reader.position + 1] ?? ']') !== ']';
  if (typeof first !== 'number') return first;
  if (!isRange) return single(first);
  reader.position++;
  const last = readOne(reader);
  if (typeof last !== 'number' || last < first) throw new PatternError('a range must go from low to high', start);
  return { ranges: [[first, last]], negated: false };
}

function readOne(reader: PatternReader): CharacterSet | number {
  const character = reader.characters[reader.position++] ?? '';
  if (character !== '\\') return character.codePointAt(0) ?? 0;
  const letter = reader.characters[reader.position] ?? '';
  const known: CharacterSet | undefined = CLASSES[letter];
  if (known) reader.position++;
  if (letter === 'b') {
    reader.position++;
    return 8;
  }
  return known ?? readEscape(reader);
}
