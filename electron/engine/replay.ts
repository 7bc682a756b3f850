import { MillraceError } from '../../shared/errors/index.ts';
import type { Json } from '../../shared/json/json.ts';
import {
  isJournaledArrivals,
  isJournaledCall,
  isJournaledFinish,
  isJournaledIntent,
  isJournaledPage,
  isJournaledPause,
  isJournaledVersion,
  type JournalEntry,
  type JournaledFinish,
  type JournaledPage,
  type JournaledPause,
} from '../ports/run.ts';
import type { MapOutcome } from '../ports/step.ts';
import type { RecordId } from './batch.ts';
import { EarlierOrder } from './earlier-order.ts';

/**
 * What the journal tells of one record: what became of it, of a write with when it was called, or only that a call with it
 * was begun, and when.
 */
export type Replayed = { outcome: MapOutcome; calledAt?: number } | { begunAt: number; failed?: true };

/** A read as an earlier try left it: its pages in order, and whether it came to its end. */
export type ReplayedRead = { pages: JournaledPage[]; ended: boolean; version?: Json };

/** What earlier tries of the run left in its journal. Asking is by step, batch key and record id. */
export class Replay {
  readonly #calls = new Map<string, Map<RecordId, Replayed>>();
  readonly #tries = new Map<string, Map<RecordId, number>>();
  readonly #reads = new Map<string, ReplayedRead>();
  readonly #pauses = new Map<string, JournaledPause>();
  readonly #finishes = new Map<string, JournaledFinish>();
  readonly #orders = new Map<string, EarlierOrder>();

  constructor(entries: readonly JournalEntry[]) {
    for (const entry of entries) this.#add(entry);
  }

  /** What became of a record of a call; undefined when no call with it was begun. */
  call(step: string, batchKey: string, id: RecordId): Replayed | undefined {
    return this.#calls.get(`${step} ${batchKey}`)?.get(id);
  }

  /** How often a call with a record was begun since it last came to an end; 0 for a record that none was begun with. */
  tries(step: string, batchKey: string, id: RecordId): number {
    return this.#tries.get(`${step} ${batchKey}`)?.get(id) ?? 0;
  }

  /** What the calls of a step are known to have added. */
  known(step: string): Json[] {
    const calls = [...this.#calls].filter(([key]) => key.startsWith(`${step} `));
    return calls.flatMap(([, records]) =>
      [...records.values()].flatMap((replayed) =>
        'outcome' in replayed && 'adds' in replayed.outcome && replayed.outcome.adds !== undefined
          ? [replayed.outcome.adds]
          : [],
      ),
    );
  }

  /** What was read for the keys that begin with `keyBefore`. */
  read(step: string, keyBefore: string): ReplayedRead | undefined {
    return this.#reads.get(`${step} ${keyBefore}`);
  }

  finish(step: string): JournaledFinish | undefined {
    return this.#finishes.get(step);
  }

  /** How a record went on that a breakpoint stopped at; undefined for one that wasn't answered for. */
  pause(step: string, batchKey: string, id: RecordId): JournaledPause | undefined {
    return this.#pauses.size === 0 ? undefined : this.#pauses.get(`${step} ${batchKey} ${JSON.stringify(id)}`);
  }

  /** The order in which a step took what joined lines brought; undefined where none is known. */
  order(step: string): EarlierOrder | undefined {
    return this.#orders.get(step);
  }

  #add({ step, batchKey, outcome }: JournalEntry): void {
    if (isJournaledPage(outcome)) this.#addPage(`${step} ${batchKey}`, outcome);
    else if (isJournaledPause(outcome))
      this.#pauses.set(`${step} ${batchKey} ${JSON.stringify(outcome.passed)}`, outcome);
    // The last one: a try that failed before its first page may have seen another.
    else if (isJournaledVersion(outcome)) this.#readOf(`${step} ${batchKey}`).version = outcome.version;
    else if (isJournaledArrivals(outcome)) this.#orderOf(step).add(batchKey, outcome);
    else if (isJournaledFinish(outcome)) this.#finishes.set(step, { ...this.#finishes.get(step), ...outcome });
    else if (isJournaledIntent(outcome)) {
      const { begunAt, failed } = outcome;
      for (const id of outcome.records) {
        this.#count(`${step} ${batchKey}`, id, begunAt === null ? -1 : 1);
        if (begunAt === null) this.#calls.get(`${step} ${batchKey}`)?.delete(id);
        else this.#record(`${step} ${batchKey}`, id, failed ? { begunAt, failed } : { begunAt });
      }
    } else if (isJournaledCall(outcome)) {
      for (const [place, id] of outcome.records.entries()) {
        const became = outcome.outcomes[place] ?? {};
        const known = 'error' in became ? { error: MillraceError.from(became.error) } : became;
        this.#tries.get(`${step} ${batchKey}`)?.delete(id);
        this.#record(`${step} ${batchKey}`, id, { outcome: known });
      }
    }
  }

  #count(key: string, id: RecordId, more: number): void {
    const tries = this.#tries.get(key) ?? new Map<RecordId, number>();
    tries.set(id, Math.max(0, (tries.get(id) ?? 0) + more));
    this.#tries.set(key, tries);
  }

  #record(key: string, id: RecordId, replayed: Replayed): void {
    const records = this.#calls.get(key) ?? new Map<RecordId, Replayed>();
    const known = records.get(id);
    // The first call in doubt counts: what it did may be older than any later one.
    if (known && 'begunAt' in known && 'begunAt' in replayed) return;
    const calledAt = known && 'begunAt' in known ? known.begunAt : known?.calledAt;
    const isOutcome = 'outcome' in replayed && calledAt !== undefined;
    records.set(id, isOutcome ? { ...replayed, calledAt } : replayed);
    this.#calls.set(key, records);
  }

  #addPage(key: string, page: JournaledPage): void {
    const read = this.#readOf(key);
    if (page.ended) read.ended = true;
    else read.pages.push(page);
  }

  #orderOf(step: string): EarlierOrder {
    const order = this.#orders.get(step) ?? new EarlierOrder();
    this.#orders.set(step, order);
    return order;
  }

  #readOf(key: string): ReplayedRead {
    const read = this.#reads.get(key) ?? { pages: [], ended: false };
    this.#reads.set(key, read);
    return read;
  }
}
