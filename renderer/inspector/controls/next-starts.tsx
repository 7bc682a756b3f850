import { CalendarClock } from 'lucide-react';
import { useMemo } from 'react';
import type { Json } from '../../../shared/json/json.ts';
import { describeCron } from '../../../shared/schedule/describe-cron.ts';
import { faultOfCron, faultOfTimeZone, localTimeZone, readSchedule } from '../../../shared/schedule/schedule.ts';
import styles from './next-starts.module.css';

/** Starts that are shown. */
const SHOWN = 5;

const YEAR = 365 * 86_400_000;

/** A schedule in words, and its next starts in its own time zone; nothing for one that can't be used. */
export function NextStarts({ cron, timeZone }: { cron: string; timeZone: Json | undefined }) {
  const zone = typeof timeZone === 'string' && timeZone !== '' ? timeZone : localTimeZone();
  const starts = useMemo(() => nextStarts(cron, zone), [cron, zone]);
  if (starts.length === 0) return null;
  // Starts that are years apart would read as one day that comes again and again.
  const isFar = (starts.at(-1) ?? 0) - Date.now() > YEAR;
  const format = new Intl.DateTimeFormat('en-US', {
    ...(isFar ? { year: 'numeric' } : {}),
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  });
  return (
    <div className={styles.preview} data-testid="next-starts">
      <p className={styles.sentence}>
        <CalendarClock size={16} strokeWidth={1.75} aria-hidden />
        <span>
          {describeCron(cron)} ({zone})
        </span>
      </p>
      <p className={styles.title}>Next starts, once active</p>
      <ol className={styles.starts}>
        {starts.map((start) => (
          <li key={start}>{format.format(start)}</li>
        ))}
      </ol>
    </div>
  );
}

function nextStarts(cron: string, zone: string): number[] {
  if (faultOfCron(cron) !== undefined || faultOfTimeZone(zone) !== undefined) return [];
  const schedule = readSchedule(cron, zone);
  const starts: number[] = [];
  for (let at = schedule.after(Date.now()); at !== undefined && starts.length < SHOWN; at = schedule.after(at)) {
    starts.push(at);
  }
  return starts;
}
