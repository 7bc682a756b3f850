type Compare<Row> = (a: Row, b: Row) => number;

/** One of the sorted inputs, and how far it is. */
type Cursor<Row> = { pages: AsyncIterator<Row[]>; page: Row[]; place: number };

/**
 * The rows of sorted inputs as one sorted sequence, in pages of at most `pageSize`. Rows that compare as equal come in
 * the order of their inputs. Holds one page of each input at a time; closes all of them, whatever happens.
 */
export async function* mergeSorted<Row>(
  inputs: readonly AsyncIterable<Row[]>[],
  compare: Compare<Row>,
  pageSize: number,
): AsyncGenerator<Row[]> {
  const opened = inputs.map((input): Cursor<Row> => ({ pages: input[Symbol.asyncIterator](), page: [], place: 0 }));
  const order = new Map(opened.map((cursor, index) => [cursor, index]));
  const before = (a: Cursor<Row>, b: Cursor<Row>): boolean => {
    const difference = compare(a.page[a.place] as Row, b.page[b.place] as Row);
    return difference !== 0 ? difference < 0 : (order.get(a) ?? 0) < (order.get(b) ?? 0);
  };
  try {
    const heap: Cursor<Row>[] = [];
    for (const cursor of opened) if (await refill(cursor)) heap.push(cursor);
    for (let at = (heap.length >> 1) - 1; at >= 0; at -= 1) siftDown(heap, at, before);
    let rows: Row[] = [];
    for (let first = heap[0]; first; first = heap[0]) {
      rows.push(first.page[first.place] as Row);
      first.place += 1;
      if (first.place === first.page.length && !(await refill(first))) {
        const last = heap.pop();
        if (last && last !== first) heap[0] = last;
      }
      siftDown(heap, 0, before);
      if (rows.length < pageSize) continue;
      yield rows;
      rows = [];
    }
    if (rows.length > 0) yield rows;
  } finally {
    await Promise.all(opened.map(async ({ pages }) => await pages.return?.()));
  }
}

/** Takes the next page that isn't empty; false after the last. */
async function refill<Row>(cursor: Cursor<Row>): Promise<boolean> {
  for (;;) {
    const next = await cursor.pages.next();
    if (next.done) return false;
    if (next.value.length === 0) continue;
    cursor.page = next.value;
    cursor.place = 0;
    return true;
  }
}

function siftDown<Item>(heap: Item[], start: number, before: (a: Item, b: Item) => boolean): void {
  for (let at = start; ; ) {
    const left = 2 * at + 1;
    if (left >= heap.length) return;
    const right = left + 1;
    const child = right < heap.length && before(heap[right] as Item, heap[left] as Item) ? right : left;
    if (!before(heap[child] as Item, heap[at] as Item)) return;
    [heap[at], heap[child]] = [heap[child] as Item, heap[at] as Item];
    at = child;
  }
}
