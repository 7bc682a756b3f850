/** 31 years: more than anybody waits, and still a number that is written out. */
const MOST_SECONDS = 999_999_999;

/**
 * What `Retry-After` asks for, in whole seconds; undefined when it isn't there. A date (RFC 9110 §10.2.3) counts from
 * the answer's own `Date`, so that a wrong clock on this side doesn't matter.
 */
export function retryAfterSeconds(headers: Readonly<Record<string, string>>): number | undefined {
  const asked = headers['retry-after']?.trim();
  if (asked === undefined || asked === '') return undefined;
  if (/^\d+$/.test(asked)) return Math.min(MOST_SECONDS, Number(asked));
  // What else begins with a number or a sign, dates are parsed of as well: “-5” is a day of 2001.
  if (!/^[A-Za-z]{3}/.test(asked)) return undefined;
  const until = Date.parse(asked);
  const now = Date.parse(headers.date ?? '');
  if (Number.isNaN(until) || Number.isNaN(now)) return undefined;
  return Math.max(0, Math.ceil((until - now) / 1000));
}
