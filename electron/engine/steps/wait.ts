import type { FieldManifest, StepManifest } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { compileValue } from '../../../shared/expression/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StepDefinition } from '../../ports/step.ts';
import { compileSetting, refuseSetting } from './settings.ts';

/** Records that wait at the same time; each holds a timer. */
const WAITING_RECORDS = 10_000;
/** The clock is looked at this often, so that a moment is met although the computer slept or its clock was set. */
const LOOK_EVERY_MS = 30_000;
/** The longest wait in seconds: 366 days. */
const LONGEST_SECONDS = 366 * 86_400;

const seconds: FieldManifest = {
  key: 'seconds',
  label: 'Seconds',
  control: 'value',
  expects: 'number',
  minimum: 0,
  maximum: LONGEST_SECONDS,
  placeholder: '10',
  help: 'How long each record waits here, from when it arrives.',
};

const until: FieldManifest = {
  key: 'until',
  label: 'Or until',
  control: 'value',
  expects: 'date',
  insteadOf: seconds.key,
  placeholder: '2027-01-31T08:00:00Z',
  help: 'A date and time written like this one. Records for which it is past don’t wait.',
};

const manifest: StepManifest = {
  type: 'wait',
  label: 'Wait',
  description: 'Holds each record for some time, or until a moment.',
  category: 'logic',
  icon: 'timer',
  keywords: ['delay', 'pause', 'sleep', 'later', 'until', 'timer', 'hold'],
  shape: 'map',
  trigger: false,
  pure: false,
  effect: 'none',
  inputs: [{ name: 'in', label: 'Records' }],
  outputs: [{ name: 'out', label: 'Records' }],
  fields: [seconds, until],
  summary: 'Waits {seconds}{until}',
  sample: { Name: 'Fjord Bank' },
};

/** Holds each record and hands it on unchanged, in order. A resumed run waits for the same moment. */
export const wait: StepDefinition = {
  manifest,
  prepare({ settings, parameterNames, clock }) {
    const [field, value] = readWait(settings);
    const { evaluate } = compileSetting(field.key, () => compileValue(value, { parameters: parameterNames }));
    return {
      shape: 'map',
      pure: false,
      concurrency: WAITING_RECORDS,
      waits: true,
      async run(record, call) {
        const asked = evaluate(call.scopeFor(record));
        if (field === until) await waitUntil(readUntil(asked), clock, call.signal);
        else await waitFor(readSeconds(asked) * 1_000, call.begunAt ?? clock.now(), clock, call.signal);
        return {};
      },
    };
  },
};

function readWait(settings: JsonObject): [FieldManifest, Json] {
  const [first, second] = [seconds, until].flatMap((field): [FieldManifest, Json][] => {
    const value = settings[field.key] ?? '';
    return value === '' ? [] : [[field, value]];
  });
  if (second) return refuseSetting(until, 'choose either seconds or a moment, not both.');
  if (!first) throw new MillraceError('SETTING_REQUIRED', { label: seconds.label, field: seconds.key });
  const [field, value] = first;
  // What is written out is known to be wrong before anything runs.
  if (typeof value !== 'string' || !value.includes('{{')) {
    const detail = (field === seconds ? faultOfSeconds : faultOfMoment)(value);
    if (detail) return refuseSetting(field, detail);
  }
  return first;
}

function readSeconds(value: Json): number {
  const detail = faultOfSeconds(value);
  if (detail) throw new MillraceError('INVALID_INPUT', { field: seconds.label, detail });
  return Number(value);
}

function readUntil(value: Json): number {
  const detail = faultOfMoment(value);
  if (detail) throw new MillraceError('INVALID_INPUT', { field: until.label, detail });
  return Date.parse(String(value));
}

function faultOfSeconds(value: Json): string | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && number >= 0 && number <= LONGEST_SECONDS) return undefined;
  return `this must be a number from 0 to ${LONGEST_SECONDS}, not ${JSON.stringify(value)}.`;
}

/** A date, or a date and time with its zone: without one, the same flow would wait differently elsewhere. */
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))?$/;

function faultOfMoment(value: Json): string | undefined {
  if (typeof value === 'string' && MOMENT.test(value) && isDay(value) && !Number.isNaN(Date.parse(value)))
    return undefined;
  return `this must be a moment such as 2027-01-31T08:00:00Z, not ${JSON.stringify(value)}.`;
}

/** False for a day that no calendar has: 31 February would be taken for 3 March. */
function isDay(moment: string): boolean {
  const day = moment.slice(0, 10);
  const read = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(read) && new Date(read).toISOString().startsWith(day);
}

async function waitUntil(moment: number, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let left = moment - clock.now(); left > 0; left = moment - clock.now()) {
    await clock.sleep(Math.min(left, LOOK_EVERY_MS), signal);
  }
}

/**
 * Waits so long from `begunAt` on: as long as this process sees pass, so that a clock that is set back doesn't prolong
 * it, or until the clock says that it is over, since the computer may have slept or the process been another one.
 */
async function waitFor(milliseconds: number, begunAt: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const end = clock.monotonic() + Math.min(milliseconds, begunAt + milliseconds - clock.now());
  const left = () => Math.min(end - clock.monotonic(), begunAt + milliseconds - clock.now());
  for (let wait = left(); wait > 0; wait = left()) await clock.sleep(Math.min(wait, LOOK_EVERY_MS), signal);
}
