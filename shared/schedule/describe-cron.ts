import cronstrue from 'cronstrue';
import { faultOfCron } from './schedule.ts';

/** A cron expression in words, without a full stop: “At 02:00, Monday through Friday”; itself where it can't be read. */
export function describeCron(cron: string): string {
  if (faultOfCron(cron)) return cron;
  try {
    return cronstrue.toString(cron, { use24HourTimeFormat: true, throwExceptionOnParseError: true });
  } catch {
    // It knows fewer forms than the schedule does.
    return cron;
  }
}
