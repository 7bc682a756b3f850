import type { JsonObject } from '../../shared/json/json.ts';
import { type Places, slicePlaces } from './places.ts';
import type { PlannedEdge } from './plan.ts';

/**
 * Records that travel together. `key` tells where they came from and which way (see plan.ts): the same for the same
 * flow and input, whatever the timing. `places` are theirs among all that left the port, empty in a run that keeps no
 * lineage. The array and its records are shared by every edge: nobody changes them.
 */
export type Batch = { readonly key: string; readonly records: readonly JsonObject[]; readonly places: Places };

/** A batch that came over a line. */
export type ArrivedBatch = Batch & { readonly line: PlannedEdge };

/** A batch in parts of at most `size` records; the first keeps its key, the next are `key+1`, `key+2` … */
export function splitBatch(batch: Batch, size: number): Batch[] {
  const { key, records, places } = batch;
  if (records.length <= size) return records.length === 0 ? [] : [batch];
  const batches: Batch[] = [];
  for (let from = 0; from < records.length; from += size) {
    const part = records.slice(from, from + size);
    batches.push({
      key: from === 0 ? key : `${key}+${from / size}`,
      records: part,
      places: slicePlaces(places, from, part.length),
    });
  }
  return batches;
}
