/** A schedule that people name in a few words; `weekday` counts from 0 for Sunday, `day` is that of the month. */
export type Repetition =
  | { every: 'minutes'; minutes: number }
  | { every: 'hour'; minute: number }
  | { every: 'day' | 'workday'; hour: number; minute: number }
  | { every: 'week'; weekday: number; hour: number; minute: number }
  | { every: 'month'; day: number; hour: number; minute: number };

/** Minutes that divide an hour evenly, so that a step of them comes as often in each hour. */
export const EVEN_MINUTES: readonly number[] = [1, 5, 10, 15, 20, 30];

/** The cron expression that says the same. */
export function cronOf(repetition: Repetition): string {
  switch (repetition.every) {
    case 'minutes':
      return repetition.minutes === 1 ? '* * * * *' : `*/${repetition.minutes} * * * *`;
    case 'hour':
      return `${repetition.minute} * * * *`;
    case 'day':
      return `${repetition.minute} ${repetition.hour} * * *`;
    case 'workday':
      return `${repetition.minute} ${repetition.hour} * * 1-5`;
    case 'week':
      return `${repetition.minute} ${repetition.hour} * * ${repetition.weekday}`;
    case 'month':
      return `${repetition.minute} ${repetition.hour} ${repetition.day} * *`;
  }
}

/** The repetition that a cron expression is, as {@link cronOf} writes it; undefined for any other. */
export function repetitionOf(cron: string): Repetition | undefined {
  const [first = '', second = '', third = '', fourth = '', fifth = '', ...rest] = cron.trim().split(/\s+/);
  if (fourth !== '*' || rest.length > 0) return undefined;
  const rhythm = first === '*' ? 1 : Number(/^\*\/(\d{1,2})$/.exec(first)?.[1]);
  if (EVEN_MINUTES.includes(rhythm)) {
    return second === '*' && third === '*' && fifth === '*' ? { every: 'minutes', minutes: rhythm } : undefined;
  }
  const minute = numberIn(first, 0, 59);
  if (minute === undefined) return undefined;
  if (second === '*') return third === '*' && fifth === '*' ? { every: 'hour', minute } : undefined;
  const hour = numberIn(second, 0, 23);
  if (hour === undefined) return undefined;
  const day = numberIn(third, 1, 31);
  if (day !== undefined) return fifth === '*' ? { every: 'month', day, hour, minute } : undefined;
  if (third !== '*') return undefined;
  if (fifth === '*') return { every: 'day', hour, minute };
  if (fifth === '1-5') return { every: 'workday', hour, minute };
  const weekday = numberIn(fifth, 0, 6);
  return weekday === undefined ? undefined : { every: 'week', weekday, hour, minute };
}

function numberIn(text: string, least: number, most: number): number | undefined {
  const number = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}
