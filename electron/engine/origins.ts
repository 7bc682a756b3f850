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
  readonly #kept = new Map<string, SplitRecords>();

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
}

/**
 * Records in the order they came: the last ones in memory up to the bound, those before them in a file. Who adds them
 * only computes and can't wait, so writing goes on behind; what goes wrong with it is told when they are read.
 */
class KeptRecords implements SplitRecords {
  readonly #spill: Spill;
  #writer: LineWriter | undefined;
  #written: Promise<void> = Promise.resolve();
  #records: SplitRecord[] = [];
  #bytes = 0;
  #count = 0;

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
    this.#records = [];
    this.#bytes = 0;
    this.#written = this.#written.then(async () => {
      for (const record of records) if (writer.add(encode(record))) await writer.flush();
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
