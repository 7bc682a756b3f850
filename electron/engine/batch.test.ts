import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/json/json.ts';
import { splitBatch } from './batch.ts';
import { MOST_BATCH_BYTES, weighRecords } from './batch-weight.ts';
import { numbered } from './flow-run.fixture.ts';

const batchOf = (records: JsonObject[]) => ({ key: 'read:0', records, places: [[0, records.length]] as const });
const large = (id: number): JsonObject => ({ id, text: 'x'.repeat(MOST_BATCH_BYTES / 8) });

describe('a batch that is split', () => {
  it('R15 has fewer records in each part where they are large, and one at least', () => {
    const parts = splitBatch(batchOf(Array.from({ length: 10 }, (_, id) => large(id))), 200);
    expect(parts.map(({ records }) => records.length)).toEqual([4, 4, 2]);
    const huge = [1, 2].map((id) => ({ id, text: 'x'.repeat(MOST_BATCH_BYTES) }));
    expect(splitBatch(batchOf(huge), 200).map(({ records }) => records.length)).toEqual([1, 1]);
  });

  it('finds large records among small ones, wherever there are many', () => {
    const mixed = Array.from({ length: 200 }, (_, id) => (id % 4 === 3 ? large(id) : { id }));
    const parts = splitBatch(batchOf(mixed), 200);
    expect(parts.length).toBeGreaterThan(10);
    for (const { records } of parts) expect(weighRecords(records.slice(1))).toBeLessThanOrEqual(MOST_BATCH_BYTES);
  });

  it('looks at each record of a large page once at most, however many parts that has', () => {
    let looks = 0;
    const counted = {
      ownKeys: (record: JsonObject) => {
        looks += 1;
        return Reflect.ownKeys(record);
      },
    };
    const page = Array.from({ length: 60_000 }, (_, id) => new Proxy<JsonObject>({ id }, counted));
    expect(splitBatch(batchOf(page), 200)).toHaveLength(300);
    expect(looks).toBeLessThanOrEqual(page.length);
  });

  it('counts once what the items of a split list share', () => {
    const items = numbered(100_000);
    const children = numbered(200).map(({ n }) => ({ items, n: n ?? 0 }));
    expect(splitBatch(batchOf(children), 200)).toHaveLength(1);
    expect(weighRecords(children)).toBeLessThan(2 * weighRecords(children.slice(0, 1)));
  });

  it('keeps every record, its place and its order, and names each part differently', () => {
    const sizes = fc.array(fc.oneof(fc.constant(1), fc.constant(MOST_BATCH_BYTES / 4)), { maxLength: 40 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 50 }), (lengths, size) => {
        const records = lengths.map((length, id) => ({ id, text: 'x'.repeat(length) }));
        const parts = splitBatch(batchOf(records), size);
        expect(parts.flatMap((part) => part.records)).toEqual(records);
        expect(
          parts.flatMap(({ places }) => places.flatMap(([first, count]) => numbered(count).map((_, n) => first + n))),
        ).toEqual(records.map(({ id }) => id));
        expect(new Set(parts.map(({ key }) => key)).size).toBe(parts.length);
        expect(parts.every((part) => part.records.length >= 1 && part.records.length <= size)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
