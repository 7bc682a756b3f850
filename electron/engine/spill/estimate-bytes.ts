import type { Json } from '../../../shared/json/json.ts';

/**
 * About how many bytes a value holds in memory, rather too many than too few: what V8 takes for headers, slots and
 * two-byte texts. Names of fields are shared by the records of a kind, so they count little.
 */
export function estimateBytes(value: Json): number {
  if (typeof value === 'string') return 24 + 2 * value.length;
  if (typeof value !== 'object' || value === null) return 16;
  let bytes = 64;
  if (Array.isArray(value)) for (const item of value) bytes += 8 + estimateBytes(item);
  else for (const name in value) bytes += 8 + estimateBytes(value[name] ?? null);
  return bytes;
}
