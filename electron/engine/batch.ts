import type { JsonObject } from '../../shared/json/json.ts';

/**
 * Records that travel together. `key` tells where they came from and which way (see plan.ts): the same for the same
 * flow and input, whatever the timing. The array and its records are shared by every edge: nobody changes them.
 */
export type Batch = { readonly key: string; readonly records: readonly JsonObject[] };

/** Records in batches of at most `size`; the first keeps `key`, the next are `key+1`, `key+2` … */
export function splitBatch(key: string, records: readonly JsonObject[], size: number): Batch[] {
  if (records.length <= size) return records.length === 0 ? [] : [{ key, records }];
  const batches: Batch[] = [];
  for (let from = 0; from < records.length; from += size) {
    const part = from === 0 ? key : `${key}+${from / size}`;
    batches.push({ key: part, records: records.slice(from, from + size) });
  }
  return batches;
}
