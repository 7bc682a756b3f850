import type { Spill } from '../../ports/spill.ts';
import { estimateBytes } from '../spill/estimate-bytes.ts';
import { LineWriter } from '../spill/line-writer.ts';
import { SortedRuns } from '../spill/sorted-runs.ts';
import { type JoinType, joinBlock, type Unmatched } from './join-block.ts';
import { type JoinedRow, joinedRows, type SideRow, sideRows } from './join-rows.ts';

/** Parts into which the keys are spread, so that each part of the right side fits into memory (a grace hash join). */
const PARTS = 32;

type Side = 'left' | 'right';

/** Joins two sides of any size: both are spread over files by their keys, and joined part by part. */
export class SpilledJoin {
  readonly #spill: Spill;
  readonly #type: JoinType;
  readonly #sides: Record<Side, LineWriter[]>;

  constructor(spill: Spill, type: JoinType) {
    this.#spill = spill;
    this.#type = type;
    const spread = () => {
      const file = spill.createFile();
      return Array.from({ length: PARTS }, () => new LineWriter(file));
    };
    this.#sides = { left: spread(), right: spread() };
  }

  /** Takes a row. A promise means: wait for it before the next. */
  add(side: Side, row: SideRow): Promise<void> | undefined {
    const part = this.#sides[side][partOf(row.key)];
    return part?.add(sideRows.encode(row)) ? part.flush() : undefined;
  }

  /** The results in the order of `joinedRows`. */
  async *read(unmatched: Unmatched): AsyncGenerator<JoinedRow[]> {
    const { left, right } = this.#sides;
    for (const part of [...left, ...right]) await part.flush();
    const results = new SortedRuns(this.#spill, joinedRows);
    for (const [index, part] of left.entries()) {
      const other = right[index];
      if (other) await this.#joinPart(part, other, results, unmatched);
    }
    yield* results.read();
  }

  /** Joins one part, in blocks where its right side is still too large: many records may share one key. */
  async #joinPart(
    left: LineWriter,
    right: LineWriter,
    results: SortedRuns<JoinedRow>,
    unmatched: Unmatched,
  ): Promise<void> {
    let matched: Set<number> | undefined;
    for await (const { rows, isLast } of this.#blocksOf(right)) {
      if (!isLast) matched ??= new Set();
      const request = { type: this.#type, left: decode(left), right: rows, isLast, matched };
      await results.write(joinBlock(request, unmatched));
    }
  }

  /** The right side of a part in blocks that fit into memory; one empty block where there is none. */
  async *#blocksOf(part: LineWriter): AsyncGenerator<{ rows: SideRow[]; isLast: boolean }> {
    let rows: SideRow[] = [];
    let bytes = 0;
    for await (const page of decode(part)) {
      for (const row of page) {
        if (bytes > this.#spill.memoryBytes) {
          yield { rows, isLast: false };
          rows = [];
          bytes = 0;
        }
        rows.push(row);
        bytes += estimateBytes(row.record);
      }
    }
    yield { rows, isLast: true };
  }
}

async function* decode(part: LineWriter): AsyncGenerator<SideRow[]> {
  for await (const lines of part.read()) yield lines.map(sideRows.decode);
}

/** FNV-1a of the key's characters (http://www.isthe.com/chongo/tech/comp/fnv), so the same in every process. */
function partOf(key: string | undefined): number {
  if (key === undefined) return 0;
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % PARTS;
}
