import type { JsonObject } from '../../shared/json/json.ts';
import { MOST_BATCH_BYTES, weighBehind, weighLight } from './batch-weight.ts';
import { type Places, slicePlaces } from './places.ts';
import type { PlannedEdge } from './plan.ts';

/**
 * Which record of its page a record is, whatever was left out or added before it since: its number from 0; a further
 * one that a step made of it has `+step.n` behind (step by its place in the plan, n counting from 1).
 */
export type RecordId = number | string;

/**
 * Records that travel together. `key` tells where they came from and which way (see plan.ts), `ids` which records they
 * are: the same for the same flow and input, whatever the timing, so the two name a record in journal and idempotency
 * key. `ids` are left out in a run that journals no calls: then a record's number in the batch stands for it. `places`
 * are theirs among all that left the port, empty in a run that keeps no lineage. The arrays and the records are shared
 * by every edge: nobody changes them.
 */
export type Batch = {
  readonly key: string;
  readonly records: readonly JsonObject[];
  readonly ids?: readonly RecordId[] | undefined;
  readonly places: Places;
};

/** A batch that came over a line. */
export type ArrivedBatch = Batch & { readonly line: PlannedEdge };

/**
 * A batch in parts of at most `size` records, and of fewer where they are large; without ids the first keeps its key,
 * the next are `key+1`, `key+2` … The same records are parted in the same places, whatever the timing.
 */
export function splitBatch(batch: Batch, size: number): Batch[] {
  const { key, records, ids, places } = batch;
  if (records.length === 0) return [];
  const batches: Batch[] = [];
  for (let from = 0; from < records.length; ) {
    const end = endOfPart(records, from, Math.min(from + size, records.length));
    if (end - from === records.length) return [batch];
    batches.push({
      // Ids tell the records of a page apart by themselves.
      key: from === 0 || ids ? key : `${key}+${batches.length}`,
      records: records.slice(from, end),
      ids: ids?.slice(from, end),
      places: slicePlaces(places, from, end - from),
    });
    from = end;
  }
  return batches;
}

/**
 * Where a part that begins at `from` is to end, at `most` or before, so that it doesn’t hold too many bytes. Its first
 * record is in it whatever it holds, and doesn’t count: all that split from one large record share that, and still travel
 * together.
 */
function endOfPart(records: readonly JsonObject[], from: number, most: number): number {
  if (weighLight(records, from, most) !== undefined) return most;
  let bytes = 0;
  for (let end = from + 1; end < most; end += 1) {
    bytes += weighBehind(records[end] ?? {}, records[end - 1]);
    if (bytes > MOST_BATCH_BYTES) return end;
  }
  return most;
}
