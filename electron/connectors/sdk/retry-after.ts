/**
 * What `Retry-After` asks for, in whole seconds; undefined when it isn't there. A date (RFC 9110 §10.2.3) counts from
 * the answer's own `Date`, so that a wrong clock on this side doesn't matter.
 */
export function retryAfterSeconds(headers: Readonly<Record<string, string>>): number | undefined {
  const asked = headers['retry-after']?.trim();
  if (asked === undefined || asked === '') return undefined;
  if (/^\d{1,9}$/.test(asked)) return Number(asked);
  const until = Date.parse(asked);
  const now = Date.parse(headers.date ?? '');
  if (Number.isNaN(until) || Number.isNaN(now)) return undefined;
  return Math.max(0, Math.ceil((until - now) / 1000));
}
