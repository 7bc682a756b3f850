import type { JournaledArrivals } from '../ports/run.ts';
import type { RecordId } from './batch.ts';

/** The order in which earlier tries of a run gave a step its records. */
export class EarlierOrder {
  readonly #ranks = new Map<string, Map<RecordId, number>>();
  #next = 0;
  #size = 0;

  /** How many records it tells of. */
  get size(): number {
    return this.#size;
  }

  /** Says which records of a batch came next. Where one comes again, the last time counts. */
  add(batchKey: string, { arrived }: JournaledArrivals): void {
    const ranks = this.#ranks.get(batchKey) ?? new Map<RecordId, number>();
    this.#ranks.set(batchKey, ranks);
    const before = ranks.size;
    for (const entry of arrived) {
      const [first, count] = Array.isArray(entry) ? entry : [entry, 1];
      for (let more = 0; more < count; more += 1) {
        ranks.set(typeof first === 'number' ? first + more : first, this.#next);
        this.#next += 1;
      }
    }
    this.#size += ranks.size - before;
  }

  /** The record's number in that order; undefined for one that earlier tries didn't take. */
  rank(batchKey: string, id: RecordId): number | undefined {
    return this.#ranks.get(batchKey)?.get(id);
  }
}

/** Records of one batch as the journal names them: consecutive numbers as the first and how many they are. */
export function journaledArrivals(ids: readonly RecordId[]): JournaledArrivals {
  const arrived: JournaledArrivals['arrived'] = [];
  for (const id of ids) {
    const last = arrived.at(-1);
    if (typeof id === 'number' && Array.isArray(last) && last[0] + last[1] === id) last[1] += 1;
    else arrived.push(typeof id === 'number' ? [id, 1] : id);
  }
  return { arrived };
}
