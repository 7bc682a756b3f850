import { identityOf } from '../../json/identity.ts';
import type { Json } from '../../json/json.ts';
import type { EvaluationFrame } from '../frame.ts';
import { measureJson } from '../values.ts';

/** Each different item once. Lists and maps are the same when they hold the same, whatever the order of keys. */
export function keepDistinct(frame: EvaluationFrame, items: Json[]): Json[] {
  frame.buildItems(4 * items.length);
  frame.spend(12 * items.length);
  const seen = new Set<Json>();
  const seenStructures = new Set<string>();
  return items.filter((item) => {
    if (item === null || typeof item !== 'object') return !seen.has(item) && seen.add(item);
    const characters = measureJson(item, frame);
    frame.buildText(2 * characters);
    frame.spend(2 * characters);
    const key = identityOf(item);
    return !seenStructures.has(key) && seenStructures.add(key);
  });
}
