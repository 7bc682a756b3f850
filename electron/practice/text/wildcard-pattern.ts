/** A piece of a pattern: one character, any one character, or any run of characters. */
export type PatternPart = { readonly any: true } | { readonly one: true } | { readonly text: string };

/**
 * Whether all of a text, given as its characters, fits a pattern. Takes at most (length of text × length of pattern)
 * steps, whatever the pattern.
 */
export function fitsPattern(parts: readonly PatternPart[], characters: ArrayLike<string>): boolean {
  let at = 0;
  let partAt = 0;
  let lastAny = -1;
  let resumeAt = 0;
  while (at < characters.length) {
    const part = parts[partAt];
    if (part && 'any' in part) {
      lastAny = partAt;
      resumeAt = at;
      partAt += 1;
    } else if (part && ('one' in part || part.text === characters[at])) {
      at += 1;
      partAt += 1;
    } else if (lastAny >= 0) {
      resumeAt += 1;
      at = resumeAt;
      partAt = lastAny + 1;
    } else return false;
  }
  return parts.slice(partAt).every((part) => 'any' in part);
}
