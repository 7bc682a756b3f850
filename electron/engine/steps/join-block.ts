import type { JoinedRow, SideRow } from './join-rows.ts';

/** Which records appear that find no other: none, those of the left, those of both sides. */
export type JoinType = 'inner' | 'left' | 'full';

/** What a block is joined with: all of the left rows pass by, once for each block of right ones. */
export type BlockRequest = {
  type: JoinType;
  left: AsyncIterable<SideRow[]>;
  right: readonly SideRow[];
  /** False when further blocks of right rows follow, so that a left row may still find one. */
  isLast: boolean;
  /** Places of left rows that found one in a block before; absent when there is one block only. */
  matched?: Set<number> | undefined;
};

const PAGE_ROWS = 500;

/** Counts the rows that lead to no result. */
export type Unmatched = { count: number };

/** Joins rows that fit into memory on the right, in the order of `joinedRows`, in pages. */
export async function* joinBlock(request: BlockRequest, unmatched: Unmatched): AsyncGenerator<JoinedRow[]> {
  const { type, left, right, isLast, matched } = request;
  const byKey = new Map<string, SideRow[]>();
  for (const row of right) {
    if (row.key === undefined) continue;
    const same = byKey.get(row.key);
    if (same) same.push(row);
    else byKey.set(row.key, [row]);
  }
  const used = new Set<string>();
  let page: JoinedRow[] = [];
  for await (const rows of left) {
    for (const row of rows) {
      const found = row.key === undefined ? undefined : byKey.get(row.key);
      if (found && row.key !== undefined) {
        used.add(row.key);
        matched?.add(row.place);
        for (const other of found) {
          page.push({ left: row, right: other });
          if (page.length < PAGE_ROWS) continue;
          yield page;
          page = [];
        }
      } else if (isLast && !matched?.has(row.place)) {
        if (type === 'inner') unmatched.count += 1;
        else page.push({ left: row });
      }
    }
    if (page.length >= PAGE_ROWS) {
      yield page;
      page = [];
    }
  }
  for (const row of right) {
    if (row.key !== undefined && used.has(row.key)) continue;
    if (type === 'full') page.push({ right: row });
    else unmatched.count += 1;
  }
  if (page.length > 0) yield page;
}
