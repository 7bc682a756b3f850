import type { Json } from '../../../shared/json/json.ts';

const plainNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
/** Digits that a double keeps exactly whatever they are (IEEE 754, 2^53 has 16). */
const exactDigits = 15;

/**
 * A cell as the value it spells: nothing becomes null, `true` and `false` become truths, and a number becomes one when
 * it loses nothing by that: no leading zeros (postal codes), no plus, no exponent, at most 15 digits. `1.50` is the
 * number 1.5. Everything else stays text, dates among it; `longNumber` hears of a number that does for its digits.
 */
export function readCell(text: string, longNumber?: () => void): Json {
  if (text === '') return null;
  const first = text.charCodeAt(0);
  // 0-9 and minus; then t, f, T, F: everything else is text without a closer look.
  if ((first >= 48 && first <= 57) || first === 45) {
    if (!plainNumber.test(text)) return text;
    const digits = text.length - (first === 45 ? 1 : 0) - (text.includes('.') ? 1 : 0);
    if (digits <= exactDigits && text !== '-0') return Number(text);
    if (digits > exactDigits) longNumber?.();
    return text;
  }
  if (first === 116 || first === 84) return text === 'true' || text === 'TRUE' ? true : text;
  if (first === 102 || first === 70) return text === 'false' || text === 'FALSE' ? false : text;
  return text;
}

const guarded = /^'*[=+\-@\t\r]/;
const guardedBefore = /^'+[=+\-@\t\r]/;
const harmless = /^[+-]\d[\d.,]*$/;

/**
 * Text that a spreadsheet would take for a formula gets an apostrophe in front, which spreadsheets don't show (OWASP,
 * CSV injection; S31). `releaseCell` takes it away again, so that what is written is what is read.
 */
export function guardCell(text: string): string {
  return guarded.test(text) && !harmless.test(text) ? `'${text}` : text;
}

/** Takes back what `guardCell` did. */
export function releaseCell(text: string): string {
  return text.charCodeAt(0) === 39 && guardedBefore.test(text) ? text.slice(1) : text;
}
