import type { JsonObject } from '../../shared/json/json.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';

/**
 * A log of JSON lines, `{ time, level, message, …data }`, each handed whole to `write` with its line end. `time` is
 * ISO 8601 in UTC.
 */
export function createLineLog(clock: Pick<Clock, 'now'>, write: (line: string) => void): Log {
  const at = (level: string) => (message: string, data?: JsonObject) => {
    write(`${JSON.stringify({ time: new Date(clock.now()).toISOString(), level, message, ...data })}\n`);
  };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
