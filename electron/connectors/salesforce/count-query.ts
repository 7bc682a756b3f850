import { type Estimate, exactly, type SourceEstimate } from '../../../shared/run/forecast.ts';

/** Records in one answer to a query (protocol notes §3.6). */
const PAGE = 2_000;

/**
 * The query that counts what another one finds, or undefined for one whose answer isn't a record for each row: groups,
 * functions over all rows.
 */
export function toCountQuery(soql: string): string | undefined {
  const found = /^\s*SELECT\s+([\s\S]+?)\s+FROM\s+(\w+)\b([\s\S]*)$/i.exec(soql);
  const [, selected = '', object = '', rest = ''] = found ?? [];
  if (!found || /[()]/.test(selected)) return undefined;
  // What stands in quotes may look like a clause.
  const bare = rest.replace(/'(?:\\.|[^'\\])*'/g, (text) => '_'.repeat(text.length));
  if (/\b(?:GROUP|HAVING|FOR|ALL|USING|WITH)\b/i.test(bare)) return undefined;
  const order = /\bORDER\s+BY\b/i.exec(bare)?.index ?? bare.length;
  const limit = /\b(?:LIMIT|OFFSET)\b/i.exec(bare)?.index ?? bare.length;
  const where = rest.slice(0, Math.min(order, limit));
  return `SELECT COUNT() FROM ${object}${where}`.trimEnd();
}

/** What a query gives that finds `count` records in all, with its own limit and offset, and the calls it takes. */
export function describeCount(soql: string, count: number): SourceEstimate {
  const limit = Number(/\bLIMIT\s+(\d+)/i.exec(soql)?.[1] ?? count);
  const offset = Number(/\bOFFSET\s+(\d+)/i.exec(soql)?.[1] ?? 0);
  const rows = Math.max(0, Math.min(limit, count - offset));
  const records: Estimate = exactly(rows);
  return { records, calls: exactly(Math.max(1, Math.ceil(rows / PAGE))) };
}
