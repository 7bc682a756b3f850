/** The most words of one text of the catalogue (product.md B6). */
export const MOST_WORDS = 30;

/** The longest that one word may be; a longer one is cut, since it would break every layout. */
const LONGEST_WORD = 60;

/** The words of a text, as a reader counts them. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

/** A text of at most `most` words, its end marked with “…” where something was cut. */
export function clip(text: string, most: number): string {
  const words = text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => ([...word].length > LONGEST_WORD ? `${[...word].slice(0, LONGEST_WORD - 1).join('')}…` : word));
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
  return clip(tidy(filled), most);
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
    .replace(/([.!?…])\./g, '$1')
    .replace(/\s+([.,;])/g, '$1')
    .trim();
}
