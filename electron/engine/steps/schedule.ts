import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { describeCron } from '../../../shared/schedule/describe-cron.ts';
import { faultOfCron, faultOfTimeZone, localTimeZone, readSchedule } from '../../../shared/schedule/schedule.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { watchSchedule } from './schedule-watch.ts';
import { readChoice, readText, refuseSetting } from './settings.ts';

const cron: FieldManifest = {
  key: 'cron',
  label: 'When',
  control: 'cron',
  required: true,
  placeholder: '0 2 * * *',
  help: 'Minute, hour, day of the month, month and weekday; * means any.',
};

const timeZone: FieldManifest = {
  key: 'timeZone',
  label: 'Time zone',
  control: 'timeZone',
  placeholder: 'Europe/Berlin',
  help: 'Empty means this computer’s.',
};

const missed: FieldManifest = {
  key: 'missed',
  label: 'When a start was missed',
  control: 'choice',
  default: 'run-once',
  options: [
    { value: 'run-once', label: 'Run once', help: 'One run catches up for all of the last 24 hours.' },
    { value: 'run-all', label: 'Run each', help: 'Each start of the last 24 hours is caught up, one after another.' },
    { value: 'skip', label: 'Skip', help: 'None is caught up. They are listed all the same.' },
  ],
  help: 'While Millrace was closed, the computer slept or the flow was paused.',
};

const manifest: StepManifest = {
  type: 'schedule',
  label: 'Schedule',
  description: 'Starts the flow at set times.',
  category: 'trigger',
  icon: 'calendar-clock',
  keywords: ['cron', 'timer', 'daily', 'hourly', 'weekly', 'time', 'repeat', 'every', 'nightly'],
  shape: 'source',
  trigger: true,
  pure: false,
  effect: 'none',
  inputs: [],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [cron, timeZone, missed],
  summary: '{cron}',
  sample: { scheduledAt: '2026-11-22T02:00:00.000Z', missed: false },
};

/**
 * Starts a run for each moment of a schedule, once, whatever the clocks and the computer do, with one record
 * `{ scheduledAt, missed }`. Run by hand, it starts as if it were due now.
 */
export const schedule: StepDefinition = {
  manifest,
  prepare({ settings, triggerRecords, clock }) {
    readScheduleSettings(settings);
    return {
      shape: 'source',
      repeatable: triggerRecords !== undefined,
      async *read() {
        yield { records: triggerRecords ?? [recordOf(clock.now(), false)] };
      },
    };
  },
  startsRuns: {
    overlap: 'skip',
    describe: (settings) => {
      const { text, zone } = readScheduleSettings(settings);
      return `${describeCron(text)} (${zone}).`;
    },
    recordsOf: (dueAt) => [recordOf(dueAt, true)],
    watch: async (context) => {
      const { text, zone, policy } = readScheduleSettings(context.settings);
      await watchSchedule(context, {
        schedule: readSchedule(text, zone),
        policy,
        recordOf,
      });
    },
  },
};

function recordOf(dueAt: number, wasMissed: boolean): JsonObject {
  return { scheduledAt: new Date(dueAt).toISOString(), missed: wasMissed };
}

function readScheduleSettings(settings: JsonObject) {
  const text = readText(settings, cron);
  const cronFault = faultOfCron(text);
  if (cronFault) return refuseSetting(cron, cronFault);
  const zone = readText(settings, timeZone) || localTimeZone();
  const zoneFault = faultOfTimeZone(zone);
  if (zoneFault) return refuseSetting(timeZone, zoneFault);
  return { text, zone, policy: readChoice(settings, missed, ['run-once', 'run-all', 'skip']) };
}
