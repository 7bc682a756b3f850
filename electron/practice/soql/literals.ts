import { fitsPattern, type PatternPart } from '../text/wildcard-pattern.ts';
/** One character of a quoted text; an escaped `%` or `_` is no wildcard. */
export interface LiteralCharacter {
  readonly text: string;
  readonly escaped: boolean;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** Reads a quoted text with its escapes (`\'` `\\` `\n` `\u0041` …). */
export function readCharacters(quoted: string): LiteralCharacter[] {
  const inner = quoted.slice(1, -1);
  const characters: LiteralCharacter[] = [];
  for (let position = 0; position < inner.length; position += 1) {
    if (inner[position] !== '\\') {
      characters.push({ text: inner.charAt(position), escaped: false });
      continue;
    }
    position += 1;
    const code = /^u([0-9a-fA-F]{4})/.exec(inner.slice(position, position + 5))?.[1];
    if (code !== undefined) position += 4;
    const letter = inner.charAt(position);
    const text = code === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16));
    characters.push({ text, escaped: true });
  }
  return characters;
}

/** The text a quoted literal stands for. */
export function readText(quoted: string): string {
  return quoted.includes('\\')
    ? readCharacters(quoted)
        .map((character) => character.text)
        .join('')
    : quoted.slice(1, -1);
}

/**
 * Makes a test for a LIKE pattern: `%` is any run of characters, `_` one character, case is ignored. Takes at most
 * (length of text × length of pattern) steps, whatever the pattern.
 */
export function compileLike(quoted: string): (text: string) => boolean {
  const parts = readCharacters(quoted).map(({ text, escaped }): PatternPart => {
    if (!escaped && text === '%') return { any: true };
    return !escaped && text === '_' ? { one: true } : { text: text.toLowerCase() };
  });
  return (value) => fitsPattern(parts, value.toLowerCase());
}
