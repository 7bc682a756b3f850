import { Cron } from 'croner';

/** The moments of a schedule, in ms since 1970. Each stands for one minute, and none comes twice. */
export type Schedule = {
  /** The first one after `instant`; undefined when there is none. */
  after(instant: number): number | undefined;
  /** The last ones before `instant`, oldest first, `count` at most. */
  before(instant: number, count: number): number[];
};

/**
 * Reads a schedule of five cron fields. A time of day that a change of the clocks leaves out comes right after the gap;
 * one that it brings twice comes the first time only; times that are asked for by `*` or a step come in every real
 * hour. Throws a TypeError or RangeError where {@link faultOfCron} or {@link faultOfTimeZone} names a fault.
 */
export function readSchedule(cron: string, timeZone: string): Schedule {
  // Paused and without a function: it computes, and sets no timer of its own.
  const job = new Cron(cron, { timezone: timeZone, mode: '5-part', fixedTimeRule: 'no-wildcard', paused: true });
  return {
    after: (instant) => job.nextRun(new Date(instant))?.getTime(),
    before: (instant, count) =>
      job
        .previousRuns(count, new Date(instant))
        .map((date) => date.getTime())
        .reverse(),
  };
}

/** What is wrong with a cron expression, to follow the name of its field; undefined for one that can be used. */
export function faultOfCron(cron: string): string | undefined {
  const parts = cron.trim().split(/\s+/);
  if (!cron.trim().startsWith('@') && parts.length !== 5) {
    return 'it needs five parts: minute, hour, day, month and weekday, such as “0 2 * * *”.';
  }
  // In croner it stands for the time at which the schedule is read.
  if (cron.includes('?')) return 'it can’t hold “?”; use “*” for any.';
  try {
    return readSchedule(cron, 'UTC').after(0) === undefined ? 'it never comes: no month has this day.' : undefined;
  } catch (thrown) {
    if (parts.length === 1) return `“${parts[0]}” isn’t a short form; there are @hourly, @daily, @weekly and @monthly.`;
    return (
      faultOfParts(parts) ?? `it can’t be read: ${lowered(String(thrown instanceof Error ? thrown.message : thrown))}`
    );
  }
}

/** The five parts in their order, and what each takes. */
const PARTS: readonly { name: string; takes: string }[] = [
  { name: 'minute', takes: '0 to 59' },
  { name: 'hour', takes: '0 to 23' },
  { name: 'day of the month', takes: '1 to 31, or L for the last day' },
  { name: 'month', takes: '1 to 12, or JAN to DEC' },
  { name: 'weekday', takes: '0 to 7, or SUN to SAT' },
];

/** Which part can’t be read on its own, and what would be possible there. */
function faultOfParts(parts: readonly string[]): string | undefined {
  const index = parts.findIndex((part, at) => !isReadable(PARTS.map((_, other) => (other === at ? part : '*'))));
  const wrong = PARTS[index];
  return wrong && `the ${wrong.name} can’t be “${parts[index]}”; it takes ${wrong.takes}, or * for any.`;
}

function isReadable(parts: readonly string[]): boolean {
  try {
    readSchedule(parts.join(' '), 'UTC');
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with the name of a time zone, to follow the name of its field; undefined for one that can be used. */
export function faultOfTimeZone(timeZone: string): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return undefined;
  } catch {
    return `“${timeZone}” isn’t a time zone; use a name such as Europe/Berlin.`;
  }
}

/** The time zone of this computer, such as `Europe/Berlin`. */
export function localTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function lowered(message: string): string {
  const plain = message.replace(/^CronPattern:\s*/, '').replace(/\.?$/, '.');
  return plain.charAt(0).toLowerCase() + plain.slice(1);
}
