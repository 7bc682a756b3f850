import type { JsonObject } from '../../shared/json/json.ts';
import type { Origins, SplitRecord, SplitRecords } from '../ports/origins.ts';
import type { Spill } from '../ports/spill.ts';
import { type Membership, membershipOf, withMembership } from './membership.ts';
import { estimateBytes } from './spill/estimate-bytes.ts';
import { LineWriter } from './spill/line-writer.ts';

/** Records that are handed on at once. */
const PAGE_RECORDS = 500;

/** What is split in one run, by the step that splits. */
export class RunOrigins implements Origins {
  readonly #openSpill: () => Spill;
  readonly #kept = new Map<string, KeptRecords>();

  constructor(openSpill: () => Spill) {
    this.#openSpill = openSpill;
  }

  keep(origin: string): SplitRecords {
    const known = this.#kept.get(origin) ?? new KeptRecords(this.#openSpill());
    this.#kept.set(origin, known);
    return known;
  }

  find(origin: string): SplitRecords | undefined {
    return this.#kept.get(origin);
  }

  /** Resolves when the disk has kept up with what is split; undefined while it does. Never rejects: who reads is told. */
  room(): Promise<unknown> | undefined {
    for (const kept of this.#kept.values()) {
      const room = kept.room();
      if (room) return room;
    }
    return undefined;
  }
}

/**
 * Records in the order they came: the last ones in memory up to the bound, those before them in a file. Who adds them
 * only computes and can't wait, so writing goes on behind, and whoever brings records waits for `room`; what goes wrong
 * with writing is told when they are read.
 */
class KeptRecords implements SplitRecords {
  readonly #spill: Spill;
  #writer: LineWriter | undefined;
  #written: Promise<void> = Promise.resolve();
  #records: SplitRecord[] = [];
  #bytes = 0;
  #count = 0;
  /** Bytes that are being written. */
  #behind = 0;

  constructor(spill: Spill) {
    this.#spill = spill;
  }

  add(record: JsonObject, place: number): number {
    this.#records.push({ record, place });
    this.#bytes += estimateBytes(record);
    if (this.#bytes > this.#spill.memoryBytes) this.#writeBehind();
    this.#count += 1;
    return this.#count - 1;
  }

  room(): Promise<unknown> | undefined {
    return this.#behind > this.#spill.memoryBytes ? this.#written.catch(() => undefined) : undefined;
  }

  async *read(): AsyncGenerator<SplitRecord[]> {
    const writer = this.#writer;
    if (writer) {
      this.#written = this.#written.then(() => writer.flush());
      await this.#written;
      for await (const lines of writer.read()) yield lines.map(decode);
    }
    for (let place = 0; place < this.#records.length; place += PAGE_RECORDS) {
      yield this.#records.slice(place, place + PAGE_RECORDS);
    }
  }

  #writeBehind(): void {
    this.#writer ??= new LineWriter(this.#spill.createFile());
    const writer = this.#writer;
    const records = this.#records;
    const bytes = this.#bytes;
    this.#records = [];
    this.#bytes = 0;
    this.#behind += bytes;
    this.#written = this.#written.then(async () => {
      for (const record of records) if (writer.add(encode(record))) await writer.flush();
      this.#behind -= bytes;
    });
    // Whoever reads gets the rejection; nobody may do so, in a run that stops before.
    this.#written.catch(() => undefined);
  }
}

function encode({ record, place }: SplitRecord): string {
  return JSON.stringify([record, place, membershipOf(record) ?? null]);
}

function decode(line: string): SplitRecord {
  const [record, place, membership]: [JsonObject, number, Membership | null] = JSON.parse(line);
  return { record: withMembership(record, membership ?? undefined), place };
}
