import { boundedMemo } from '../bounded-memo.ts';
import type { EvaluationFrame } from '../frame.ts';

const formatters = boundedMemo(100, (key: string) => {
  const [locale = 'en-US', places = ''] = key.split('/');
  const fixed = places === '' ? undefined : Number(places);
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: fixed,
    maximumFractionDigits: fixed ?? 20,
  });
});

/** A number in a locale's notation, with `places` decimals (as many as it has when undefined). */
export function formatDecimal(frame: EvaluationFrame, value: number, places: number | undefined, locale: string) {
  if (places !== undefined && (!Number.isInteger(places) || places < 0 || places > 20)) {
    frame.fail('the count of decimals must be a whole number from 0 to 20', 'Use 0, 1, 2 … as the second value.');
  }
  if (!isLocale(locale)) frame.fail(`“${locale}” isn’t a locale`, 'Use one like "en-US", "de-DE" or "fr-CH".');
  frame.spend(300);
  // Preparing a locale's format takes about 0.1 ms.
  return formatters(`${locale}/${places ?? ''}`, () => frame.spend(10_000)).format(value);
}

/** True for a locale tag that is well formed; an unknown one is then read as the nearest known. */
export function isLocale(tag: string): boolean {
  if (tag.length > 40 || tag.includes('/')) return false;
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    // The constructor's way of saying that the tag is malformed.
    return false;
  }
}
