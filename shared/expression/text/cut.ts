/**
 * The part of a text between two positions (UTF-16 units, `slice`'s meaning of 0 and more). A character of two units that
 * a position would cut in half is left out: half of one is no text that a file or a service takes.
 */
export function cutText(text: string, start: number, end = text.length): string {
  const from = Math.min(text.length, Math.max(0, Math.trunc(start)));
  const to = Math.min(text.length, Math.max(0, Math.trunc(end)));
  return text.slice(splitsCharacter(text, from) ? from + 1 : from, splitsCharacter(text, to) ? to - 1 : to);
}

function splitsCharacter(text: string, position: number): boolean {
  return position > 0 && (text.codePointAt(position - 1) ?? 0) > 0xffff;
}
