const clock = new Intl.DateTimeFormat('en-US', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric' });
const dayOfYear = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', year: 'numeric' });

/** A time of day, as “14:02”. */
export function formatClock(time: Date): string {
  return clock.format(time);
}

/**
 * A past moment as people say it: “today 14:02”, “yesterday 09:14”, “Nov 22, 09:14”, “Nov 22, 2025”.
 *
 * @param now stands for this moment; given in tests.
 */
export function formatMoment(iso: string, now: Date = new Date()): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const days = Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000);
  if (days === 0) return `today ${clock.format(time)}`;
  if (days === 1) return `yesterday ${clock.format(time)}`;
  if (time.getFullYear() !== now.getFullYear()) return dayOfYear.format(time);
  return `${day.format(time)}, ${clock.format(time)}`;
}

/** A moment in full, as “Nov 22, 2026, 09:14:07”. */
export function formatMomentInFull(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const seconds = String(time.getSeconds()).padStart(2, '0');
  return `${dayOfYear.format(time)}, ${clock.format(time)}:${seconds}`;
}

/** The day of a moment with its year, as “Nov 22, 2026”. */
export function formatDay(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : dayOfYear.format(time);
}

/** A length of time: “3 ms”, “1.84 s”, “2 min 5 s”, “1 h 3 min”. */
export function formatDuration(milliseconds: number): string {
  // Each unit begins where the one below it would be rounded up to it: never “1000 ms” or “60.0 s”.
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds < 9.995 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long is left of something that is waited for, in whole seconds: “9:41”, “1:00:05”. */
export function formatTimeLeft(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0'));
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${parts.join(':')}` : parts.join(':').replace(/^0/, '');
}

function startOfDay(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}
