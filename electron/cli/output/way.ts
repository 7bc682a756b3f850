import type { Station, Way } from '../../../shared/run/record-way.ts';

/** Numbers of records of one station that are listed; the others are counted. */
const LISTED = 20;

/** A record's way as lines: the run, its stations, and in their places the runs that were called, indented. */
export function formatWay(way: Way): string {
  return `${linesOf(way).join('\n')}\n`;
}

function linesOf({ run, items }: Way): string[] {
  const lines = items.flatMap((item) => {
    if (item.kind === 'remark') return item.text;
    return item.kind === 'run' ? linesOf(item) : describe(item);
  });
  return [`Run ${run.number} of “${run.flowName}”`, ...lines.map((line) => `  ${line}`)];
}

function describe({ name, port, records, here }: Station): string {
  const via = port === undefined || port === 'out' ? '' : ` (${port.replaceAll('_', ' ')})`;
  if (port === undefined) return `${name}: this record, as it came in`;
  const numbers = records.slice(0, LISTED).map(({ index }) => index + 1);
  const more = records.length > LISTED ? ` and ${records.length - LISTED} more` : '';
  const those = `${records.length === 1 ? 'record' : 'records'} ${numbers.join(', ')}${more}`;
  return `${name}${via}: ${those}${here ? ', this record' : ''}`;
}
