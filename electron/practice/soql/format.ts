import { parseDate, parseDateTime } from '../dates.ts';
import type { FieldDefinition, Scalar } from '../schema/field.ts';
import { knownZone } from './date-functions.ts';

/** The currency of the practice org, which has one. */
const currency = 'USD';

/** A locale of the org (`en_US`, `de_DE_EURO`) as JavaScript names it; en-US for one it does not know. */
function languageTag(locale: string | null): string {
  const [language, country] = (locale ?? 'en_US').split('_');
  const tag = country ? `${language}-${country}` : (language ?? 'en-US');
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en-US';
  } catch {
    // The locale is a text of a user record, which may hold anything.
    return 'en-US';
  }
}

/**
 * Makes what FORMAT() makes of a field's values: numbers, amounts, days and moments as written in a locale and time
 * zone, all else as it is. Null stays null.
 */
export function compileFormat(
  field: FieldDefinition,
  locale: string | null,
  timeZone: string | null,
): (value: Scalar) => Scalar {
  const tag = languageTag(locale);
  const digits = { minimumFractionDigits: field.scale, maximumFractionDigits: field.scale };
  const ofNumber = (format: Intl.NumberFormat, suffix = '') => {
    return (value: Scalar) => (typeof value === 'number' ? format.format(value) + suffix : value);
  };
  switch (field.type) {
    case 'currency':
      return ofNumber(new Intl.NumberFormat(tag, { style: 'currency', currency, ...digits }));
    case 'percent':
      return ofNumber(new Intl.NumberFormat(tag, digits), '%');
    case 'int':
    case 'double':
      return ofNumber(new Intl.NumberFormat(tag, digits));
    case 'date': {
      const format = new Intl.DateTimeFormat(tag, { timeZone: 'UTC' });
      return (value) => (typeof value === 'string' ? formatMoment(format, parseDate(value)) : value);
    }
    case 'datetime': {
      const format = new Intl.DateTimeFormat(tag, {
        timeZone: knownZone(timeZone),
        dateStyle: 'short',
        timeStyle: 'short',
      });
      return (value) => (typeof value === 'string' ? formatMoment(format, parseDateTime(value)) : value);
    }
    default:
      return (value) => value;
  }
}

function formatMoment(format: Intl.DateTimeFormat, moment: Date | null): string | null {
  // The formatter puts a narrow no-break space before AM and PM, which the service does not send.
  return moment && format.format(moment).replaceAll('\u202f', ' ');
}
