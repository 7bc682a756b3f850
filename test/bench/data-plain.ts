/** `data-plain.ts sort|summarise|join COUNT`: what anyone would write, all of it in memory. */
import { type DataRow, type DataWork, Digest, groupOf, makeRow } from './data-rows.ts';

const [work, size] = process.argv.slice(2) as [DataWork, string];
const count = Number(size);
const began = performance.now();
const digest = new Digest();
const makeRows = (): DataRow[] => Array.from({ length: count }, (_, id) => makeRow(id, count));

switch (work) {
  case 'sort': {
    for (const { id } of makeRows().sort((a, b) => a.key - b.key)) digest.add(id);
    break;
  }
  case 'summarise': {
    const groups = new Map<number, { total: number; count: number }>();
    for (const row of makeRows()) {
      const key = groupOf(row);
      const group = groups.get(key) ?? { total: 0, count: 0 };
      group.total += row.amount;
      group.count += 1;
      groups.set(key, group);
    }
    for (const { total, count: rows } of groups.values()) {
      digest.add(total);
      digest.add(rows);
    }
    break;
  }
  case 'join': {
    const byId = new Map(makeRows().map((row) => [row.id, row]));
    for (const left of makeRows()) {
      const joined = { ...left, other: byId.get(left.key) };
      digest.add(joined.id);
      digest.add(joined.other?.id ?? 0);
    }
    break;
  }
}
process.stdout.write(JSON.stringify({ durationMs: performance.now() - began, digest: digest.value }));
