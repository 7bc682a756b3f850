import type { OrgClock } from '../clock.ts';
import { parseDateTime } from '../dates.ts';
import type { Control } from './registry.ts';
import { readCount, refuse, refuseOthers, type Settings } from './settings.ts';

const farthestMs = 100 * 365 * 86_400_000;

function moveClock(clock: OrgClock, settings: Settings): void {
  refuseOthers(settings, ['at', 'advanceMs']);
  const { at } = settings;
  const advanceMs = readCount(settings, 'advanceMs', -farthestMs, farthestMs);
  const moment = typeof at === 'string' ? parseDateTime(at) : null;
  if (at !== undefined && at !== null && !moment)
    throw refuse('at must be a moment, such as 2026-11-22T10:20:30Z, or null.');
  if (at === undefined && advanceMs === undefined) throw refuse('setClock needs at, advanceMs or both.');
  try {
    if (at === null) clock.clear();
    if (moment) clock.set(moment);
    if (advanceMs !== undefined) clock.advance(advanceMs);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refuse('at and advanceMs may move the clock at most a hundred years.');
  }
}

function sayOffset(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const parts = [
    [Math.floor(minutes / 1_440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ].filter(([count]) => count !== 0);
  const length = parts.length === 0 ? 'less than a minute' : parts.map(([count, unit]) => `${count} ${unit}`).join(' ');
  return `The clock is ${length} ${offsetMs > 0 ? 'ahead' : 'behind'}`;
}

/** `POST setClock` sets or moves the org's clock; GET shows it, DELETE puts it back. */
export function clockControl(clock: OrgClock): Control {
  const show = () => ({ now: clock.now().toISOString(), offsetMs: clock.offsetMs });
  return {
    name: 'setClock',
    description:
      'POST {at?, advanceMs?} sets the clock of the org to a moment (ISO 8601; null for the real time) and moves it by milliseconds; it runs on from there. GET shows it. DELETE goes back to the real time.',
    on: {
      GET: (settings) => {
        refuseOthers(settings, []);
        return show();
      },
      POST: (settings) => {
        moveClock(clock, settings);
        return show();
      },
      DELETE: (settings) => {
        refuseOthers(settings, []);
        clock.clear();
        return show();
      },
    },
    forms: [
      {
        group: 'Limits and time',
        title: 'Move the clock',
        explanation: 'Tokens, cursors and retained events grow old by as much.',
        button: 'Move',
        fields: [
          {
            name: 'advanceMs',
            label: 'By',
            kind: 'choice',
            choices: () => [
              ['960000', '16 minutes'],
              ['7260000', '2 hours and a minute'],
              ['86460000', '1 day and a minute'],
              ['259260000', '3 days and a minute'],
              ['2592000000', '30 days'],
            ],
          },
        ],
      },
    ],
    inForce: () => (clock.offsetMs === 0 ? [] : [{ text: sayOffset(clock.offsetMs), off: {} }]),
  };
}
