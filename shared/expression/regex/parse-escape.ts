import type { PatternReader } from './parse.ts';
import { type CharacterSet, PatternError } from './syntax.ts';

const CONTROL: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, 0: 0 };

/** The set of one code point. */
export function single(code: number): CharacterSet {
  return { ranges: [[code, code]], negated: false };
}

/** Reads what follows a backslash as one character. @throws PatternError for a letter that means nothing. */
export function readEscape(reader: PatternReader): number {
  const start = reader.position;
  const letter = reader.characters[reader.position++];
  if (letter === undefined) throw new PatternError('it ends with a lone backslash', start);
  const control = CONTROL[letter];
  if (control !== undefined) return control;
  if (letter === 'x' || letter === 'u') return readHexadecimal(reader, letter, start);
  if (/[1-9k]/.test(letter)) throw new PatternError('references back to a group aren’t supported', start);
  if (/[A-Za-z]/.test(letter)) throw new PatternError(`“\\${letter}” isn’t supported`, start);
  return letter.codePointAt(0) ?? 0;
}

function readHexadecimal(reader: PatternReader, letter: string, start: number): number {
  const ahead = reader.characters.slice(reader.position, reader.position + 8).join('');
  const shape = letter === 'x' ? /^([0-9a-fA-F]{2})/ : /^(?:([0-9a-fA-F]{4})|\{([0-9a-fA-F]{1,6})\})/;
  const match = shape.exec(ahead);
  const code = Number.parseInt(match?.[1] ?? match?.[2] ?? '', 16);
  if (!match || code > 0x10ffff) throw new PatternError(`“\\${letter}” needs hexadecimal digits after it`, start);
  reader.position += match[0].length;
  return code;
}
