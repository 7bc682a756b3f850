/** The most words of one text of the catalogue (product.md B6). */
export const MOST_WORDS = 30;

/** The longest that one word may be; a longer one is cut in its middle, since it would break every layout. */
const LONGEST_WORD = 60;
/** How much of the beginning of such a word stays; what matters of a path or an address stands mostly at its end. */
const KEPT_BEGINNING = 20;

/** The words of a text, as a reader counts them. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

/** A text of at most `most` words, its end marked with “…” where something was cut. */
export function clip(text: string, most: number): string {
  return clipWords(text.split(/\s+/).filter(Boolean).map(shorten), most);
}

function shorten(word: string): string {
  const characters = [...word];
  if (characters.length <= LONGEST_WORD) return word;
  const ending = characters.slice(KEPT_BEGINNING + 1 - LONGEST_WORD);
  return `${characters.slice(0, KEPT_BEGINNING).join('')}…${ending.join('')}`;
}

function clipWords(words: readonly string[], most: number): string {
  if (words.length <= most) return words.join(' ');
  return `${words
    .slice(0, Math.max(1, most))
    .join(' ')
    .replace(/[.,;:…]*$/, '')}…`;
}

/**
 * Fills `{places}` of a template so that the whole has at most `most` words: the facts share what the template
 * leaves, short ones take only what they need. `{count:one|many}` reads “1 one” or “3 many”.
 */
export function fillWithin(
  template: string,
  facts: Readonly<Record<string, string | undefined>>,
  most = MOST_WORDS,
): string {
  const places = [...template.matchAll(placePattern)].flatMap(([, name = '', one]) =>
    one === undefined ? [name] : [],
  );
  const fixed = countWords(
    template.replace(placePattern, (_, _name, one?: string) => (one === undefined ? '' : `0 ${one}`)),
  );
  const shares = shareWords(
    places.map((name) => countWords(facts[name] ?? '')),
    most - fixed,
  );
  let place = 0;
  const filled = template.replace(placePattern, (_, name: string, one?: string, many?: string) => {
    const fact = facts[name] ?? '';
    if (one !== undefined) return `${fact} ${fact === '1' ? one : many}`;
    return clip(fact, shares[place++] ?? 1);
  });
  // Each fact is cut already; quotes around one mustn't be cut with it.
  return clipWords(tidy(filled).split(' '), most);
}

/** True when no place of the template would be left empty. */
export function hasAllFacts(template: string, facts: Readonly<Record<string, string | undefined>>): boolean {
  return [...template.matchAll(placePattern)].every(([, name = '']) => (facts[name] ?? '') !== '');
}

const placePattern = /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g;

/** Divides `budget` words among facts that want so many, the shortest first. */
function shareWords(wanted: readonly number[], budget: number): number[] {
  const shares = wanted.map(() => 0);
  let left = Math.max(budget, wanted.length);
  const order = wanted.map((_, index) => index).toSorted((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
  for (const [taken, index] of order.entries()) {
    const share = Math.min(wanted[index] ?? 0, Math.floor(left / (order.length - taken)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}

/** A fact that ends with its own full stop mustn't bring a second one. */
function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/([.!?…])\.(?=\s|$)/g, '$1')
    .replace(/\s+([.,;])(?=\s|$)/g, '$1')
    .trim();
}
