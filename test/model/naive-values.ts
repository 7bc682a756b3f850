import type { Json } from '../../shared/json/json.ts';

/** True when two values hold the same, whatever the order of keys; `7` and `"7"` don't. */
export function isSame(a: Json, b: Json): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => isSame(item, b[index] ?? null));
  }
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && isSame(a[name] ?? null, b[name] ?? null));
}

export function isEmptyValue(value: Json): boolean {
  return value === null || value === '';
}

/** The number that a value is or spells. */
export function numberIn(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) return undefined;
  return Number.isFinite(Number(value)) ? Number(value) : undefined;
}

/** Numbers, then text by its characters, then false and true, then the rest, all of it alike. Neither is empty. */
export function compareValues(a: Json, b: Json): number {
  const kinds = [kindOf(a), kindOf(b)] as const;
  if (kinds[0] !== kinds[1]) return kinds[0] - kinds[1];
  if (kinds[0] === 0) return Math.sign((numberIn(a) ?? 0) - (numberIn(b) ?? 0));
  if (kinds[0] === 1) return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
  return kinds[0] === 2 ? Number(a) - Number(b) : 0;
}

function kindOf(value: Json): number {
  if (numberIn(value) !== undefined) return 0;
  if (typeof value === 'string') return 1;
  return typeof value === 'boolean' ? 2 : 3;
}

/** The exact sum of decimals, rounded once. */
export function addUp(terms: readonly Json[]): number {
  const decimals = terms.map((term) => {
    const text = typeof term === 'string' ? term.trim() : String(term);
    const [digits = '0', exponent = '0'] = text.toLowerCase().split('e');
    const [whole = '', fraction = ''] = digits.split('.');
    return { digits: BigInt(`${whole}${fraction}`.replace('+', '') || '0'), power: Number(exponent) - fraction.length };
  });
  const lowest = Math.min(0, ...decimals.map(({ power }) => power));
  const sum = decimals.reduce((total, { digits, power }) => total + digits * 10n ** BigInt(power - lowest), 0n);
  return Number(`${sum}e${lowest}`);
}
