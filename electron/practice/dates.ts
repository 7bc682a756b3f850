/** Milliseconds in one day. */
export const dayMs = 86_400_000;

// Records written in one millisecond share one text: it is most of what a small record takes besides its fields.
let latest = { time: Number.NaN, text: '' };

/** Writes a moment the way REST records carry it: `2026-11-22T10:20:30.000+0000`, always UTC. */
export function formatDateTime(moment: Date): string {
  const time = moment.getTime();
  if (time !== latest.time) latest = { time, text: `${moment.toISOString().slice(0, -1)}+0000` };
  return latest.text;
}

/** Writes the UTC calendar day of a moment: `2026-11-22`. */
export function formatDate(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** Reads `YYYY-MM-DD`; null when the text has another form or names a day that does not exist (30 February). */
export function parseDate(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const moment = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(moment.getTime()) || formatDate(moment) !== text ? null : moment;
}

/**
 * Reads an ISO 8601 date and time with zone (`Z`, `+01:00` or `+0100`; seconds and fractions optional); null when
 * the text has another form or the moment does not exist.
 */
export function parseDateTime(text: string): Date | null {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})$/.exec(text);
  if (!parts?.[1] || !parts[2] || !parts[3] || parseDate(parts[1]) === null) return null;
  const zone = parts[3] === 'Z' ? 'Z' : `${parts[3].slice(0, 3)}:${parts[3].slice(-2)}`;
  const moment = new Date(`${parts[1]}T${parts[2]}${zone}`);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
