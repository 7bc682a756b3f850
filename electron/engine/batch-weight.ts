import type { Json, JsonObject } from '../../shared/json/json.ts';
import { estimateBytes } from './spill/estimate-bytes.ts';

/** About how many bytes a batch may hold, unless a single record is larger: 200 records of 20 KB. */
export const MOST_BATCH_BYTES = 4 * 2 ** 20;

/** Records that are looked at first, and the bytes that they must promise before all the others are. */
const SAMPLE = 16;
const WORTH_A_LOOK_BYTES = 2 ** 18;

/** About how many bytes records hold in memory together. Where a few of them say that it isn't much, that is enough. */
export function weighRecords(records: readonly JsonObject[]): number {
  const estimated = weighLight(records, 0, records.length);
  if (estimated !== undefined) return estimated;
  let bytes = 0;
  for (let place = 0; place < records.length; place += 1) {
    bytes += weighBehind(records[place] ?? {}, records[place - 1]);
  }
  return bytes;
}

/**
 * About how many bytes the records from `from` to before `to` hold, where a few of them say that it is little; undefined
 * where they don't. It stops as soon as they say more, so that large records cost no more than a look at one or two.
 */
export function weighLight(records: readonly JsonObject[], from: number, to: number): number | undefined {
  const count = to - from;
  if (count <= SAMPLE) return undefined;
  let estimated = 0;
  let before: JsonObject | undefined;
  for (let place = 0; place < SAMPLE; place += 1) {
    const record = records[from + Math.floor((place * count) / SAMPLE)] ?? {};
    estimated += (weighBehind(record, before) * count) / SAMPLE;
    if (estimated >= WORTH_A_LOOK_BYTES) return undefined;
    before = record;
  }
  return estimated;
}

/**
 * About how many bytes a record adds to memory behind another one. Lists and objects that both share count once: the
 * items of a split list all keep the fields of the record that it was in.
 */
export function weighBehind(record: JsonObject, before: JsonObject | undefined): number {
  let bytes = 64;
  for (const name in record) {
    const value: Json = record[name] ?? null;
    const isShared = typeof value === 'object' && before !== undefined && before[name] === value;
    bytes += isShared ? 8 : 8 + estimateBytes(value);
  }
  return bytes;
}
