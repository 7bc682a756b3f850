import type { EvaluationFrame } from '../frame.ts';

/** The engine's own search compares at most about this many characters of the sought text per place it looks at. */
const SEARCH_WINDOW = 250;

/** Spends what looking for `part` in `text` takes at worst. */
export function spendSearch(frame: EvaluationFrame, text: string, part: string): void {
  frame.spendText(text.length * Math.max(1, part.length / SEARCH_WINDOW));
}

/** How often `part` (not empty) occurs in `text` without overlapping. */
export function countOccurrences(frame: EvaluationFrame, text: string, part: string): number {
  spendSearch(frame, text, part);
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  frame.spend(count);
  return count;
}
