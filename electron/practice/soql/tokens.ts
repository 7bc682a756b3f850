/** A piece of a query and where it stands, counted in characters from 0. */
export interface SoqlToken {
  readonly text: string;
  readonly offset: number;
}

const pattern = /'(?:[^'\\]|\\[\s\S])*'|[A-Za-z0-9_.:+-]+|[^\s]/g;

/** Splits a query into words, quoted texts and single marks; white space is dropped. */
export function splitTokens(soql: string): SoqlToken[] {
  return Array.from(soql.matchAll(pattern), (match) => ({ text: match[0], offset: match.index }));
}

/** Where a name first stands in a query, outside quoted text, in any case; 0 when it does not. */
export function locateName(soql: string, name: string): number {
  const wanted = name.toLowerCase();
  for (const token of splitTokens(soql)) {
    if (token.text.toLowerCase() === wanted) return token.offset;
  }
  return 0;
}
