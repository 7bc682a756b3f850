import type { RunEvent } from './events.ts';

/**
 * Fewer events that fold to the same state: counts of one step (and port) are added up into the last of them. The order
 * of everything else is kept, and counts never move past an event that ends or fails their step.
 */
export function coalesceRunEvents(events: readonly RunEvent[]): RunEvent[] {
  const result: (RunEvent | undefined)[] = [];
  const openCounts = new Map<string, number>();
  for (const event of events) {
    const key = countKey(event);
    const earlier = key === undefined ? undefined : openCounts.get(key);
    if (earlier === undefined) {
      if (key !== undefined) openCounts.set(key, result.length);
      result.push(event);
      continue;
    }
    const counted = result[earlier];
    if (key === undefined || !counted || !('count' in counted) || !('count' in event)) continue;
    result[earlier] = undefined;
    openCounts.set(key, result.length);
    result.push({ ...event, count: event.count + counted.count });
  }
  return result.filter((event) => event !== undefined);
}

/** Events with equal keys may be added up; undefined for one that stands alone. */
function countKey(event: RunEvent): string | undefined {
  switch (event.type) {
    case 'records.received':
    case 'records.skipped':
    case 'records.filtered':
    case 'calls.made':
      return `${event.type} ${event.step}`;
    case 'records.emitted':
      return `${event.type} ${event.step} ${event.port}`;
    default:
      return undefined;
  }
}
