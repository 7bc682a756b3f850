import type { Json, JsonObject } from '../../../shared/json/json.ts';
import type { Schedule } from '../../../shared/schedule/schedule.ts';
import type { MissReason, TriggerContext } from '../../ports/trigger.ts';

/** What is done about moments that were missed. */
export type MissedPolicy = 'run-once' | 'run-all' | 'skip';

export type WatchedSchedule = {
  schedule: Schedule;
  policy: MissedPolicy;
  recordOf: (dueAt: number, wasMissed: boolean) => JsonObject;
};

/** The clock is looked at this often, so that a moment is met although the computer slept or its clock was set. */
const LOOK_EVERY_MS = 30_000;
/** A moment that is met so late at most wasn't missed; the clock is looked at no less often. */
const PUNCTUAL_MS = LOOK_EVERY_MS;
/** Moments older than this aren't caught up by themselves (R19). */
const WINDOW_MS = 24 * 3_600_000;
/** Missed moments that are listed at once; there may be thousands after a long absence. */
const MOST_LISTED = 1_000;
/** Moments computed in one go; each takes up to a millisecond. */
const COMPUTED_AT_ONCE = 25;

/**
 * Fires once for each moment of the schedule until the signal is aborted. Its position is the last moment that was seen
 * to, so that none comes a second time when the clock is set back; set back by more than a day, it starts anew from
 * there, and only what really fired stays done.
 */
export async function watchSchedule(context: TriggerContext, watched: WatchedSchedule): Promise<void> {
  const { clock, signal, activeSince, position } = context;
  let seen = Math.max(typeof position === 'number' ? position : activeSince, activeSince);
  let due = watched.schedule.after(seen);
  for (let reason = context.absence; !signal.aborted; reason = 'asleep') {
    const now = clock.now();
    if (seen > now + WINDOW_MS) {
      seen = now;
      due = watched.schedule.after(seen);
    }
    if (due !== undefined && due <= now) {
      seen = await meet(context, watched, { seen, due, now, reason });
      due = watched.schedule.after(seen);
    } else if (!(await slept(context, Math.min((due ?? now + LOOK_EVERY_MS) - now, LOOK_EVERY_MS)))) return;
  }
}

type Meeting = { seen: number; due: number; now: number; reason: MissReason };

/** Sees to the moments that have come by now, `due` being the first, and gives the last of them. */
async function meet(context: TriggerContext, watched: WatchedSchedule, meeting: Meeting): Promise<number> {
  let { seen } = meeting;
  if (meeting.now - meeting.due > PUNCTUAL_MS) seen = await meetLate(context, watched, meeting);
  // Punctual by the look at the clock that began this, however long it took to see to those that were late.
  for (let due = watched.schedule.after(seen); due !== undefined && due <= meeting.now; ) {
    await fire(context, due, watched.recordOf(due, false));
    seen = due;
    due = watched.schedule.after(seen);
  }
  return seen;
}

/** Sees to the moments that came too long ago to be punctual, and gives the last of them. */
async function meetLate(context: TriggerContext, watched: WatchedSchedule, meeting: Meeting): Promise<number> {
  const { due, now, reason } = meeting;
  const late = await listLate(context, watched.schedule, meeting);
  const last = late.moments.at(-1) ?? due;
  const inWindow = late.moments.filter((moment) => now - moment <= WINDOW_MS);
  const wanted = watched.policy === 'skip' ? [] : watched.policy === 'run-all' ? inWindow : inWindow.slice(-1);
  const superseded = watched.policy === 'run-once' && wanted.length > 0;
  const left = late.moments.filter((moment) => !wanted.includes(moment));
  if (left.length > 0) {
    context.miss({
      dueAt: left,
      more: late.more,
      reason,
      state: superseded || watched.policy === 'skip' ? 'skipped' : 'open',
      ...(wanted.length === 0 ? { position: last } : {}),
    });
  }
  for (const moment of wanted) await fire(context, moment, watched.recordOf(moment, true), reason);
  return last;
}

/** All that came too long ago to be punctual, oldest first, as far as they are listed. */
async function listLate({ clock, signal }: TriggerContext, schedule: Schedule, { seen, now }: Meeting) {
  // The first millisecond of a moment that is punctual.
  const latest = now - PUNCTUAL_MS;
  let moments: number[] = [];
  for (let before = latest; moments.length < MOST_LISTED; ) {
    const earlier = schedule.before(before, COMPUTED_AT_ONCE).filter((moment) => moment > seen);
    moments = [...earlier, ...moments];
    const [first] = earlier;
    if (first === undefined || earlier.length < COMPUTED_AT_ONCE) break;
    before = first;
    await clock.yield();
    signal.throwIfAborted();
  }
  const [first = latest] = moments;
  return { moments, more: (schedule.after(seen) ?? first) < first };
}

async function fire(context: TriggerContext, dueAt: number, record: JsonObject, missed?: MissReason): Promise<void> {
  const position: Json = dueAt;
  const { status } = await context.fire({ records: [record], position, dueAt, ...(missed ? { missed } : {}) });
  if (status === 'repeated') context.moveTo(position);
}

/** True when the time has passed, false when the signal was aborted meanwhile. */
async function slept({ clock, signal }: TriggerContext, milliseconds: number): Promise<boolean> {
  try {
    await clock.sleep(milliseconds, signal);
    return true;
  } catch (thrown) {
    if (signal.aborted) return false;
    throw thrown;
  }
}
