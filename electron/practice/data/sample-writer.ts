import { dayMs, formatDate } from '../dates.ts';
import { createRandom, type SeededRandom } from '../random.ts';
import type { Scalar } from '../schema/field.ts';
import { createRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** The fields of a sample record. */
export type SampleFields = Readonly<Record<string, Scalar>>;

/** Adds records to a store through the same door as callers, so that all sample data passes validation. */
export class SampleWriter {
  readonly random: SeededRandom;
  readonly #store: Store;
  readonly #owners: readonly string[];
  readonly #midnight: number;

  constructor(store: Store, owners: readonly string[], seed: number, now: Date) {
    this.#store = store;
    this.#owners = owners;
    this.random = createRandom(seed);
    this.#midnight = Math.floor(now.getTime() / dayMs) * dayMs;
  }

  /** The day so many days from the present one. */
  day(offset: number): string {
    return formatDate(new Date(this.#midnight + offset * dayMs));
  }

  /** Creates a record some time in the last `sinceDays` days and returns its id. */
  add(objectName: string, fields: SampleFields, sinceDays: number): string {
    const { schema } = this.#store;
    const now = new Date(this.#midnight - this.random.integer(60_000, sinceDays * dayMs));
    const userId = this.random.pick(this.#owners);
    const draft = new Map(Object.entries(fields));
    const result = createRecord(this.#store, schema.need(objectName), draft, { userId, now, schema });
    if (!result.success) throw new Error(`Sample ${objectName} is not valid: ${result.errors[0].message}`);
    return result.id;
  }
}
