import type { Forecast } from '../../../shared/contract/index.ts';
import type { Estimate } from '../../../shared/run/forecast.ts';
import type { CommandContext } from '../context.ts';
import { formatDuration } from './progress.ts';
import { formatTable } from './table.ts';

/** Prints what a run would take, and how that is known. */
export function printForecast({ terminal, options }: CommandContext, forecast: Forecast): void {
  if (options.json) {
    terminal.out(`${JSON.stringify(forecast, null, 2)}\n`);
    return;
  }
  const { steps, connections, durationMs, runs } = forecast;
  const rows = steps.map(({ name, records, calls }) => [name, formatRange(records), formatRange(calls), records.how]);
  terminal.out(formatTable(['STEP', 'RECORDS', 'CALLS', 'KNOWN'], rows));
  for (const { name, calls, left } of connections) {
    const budget = left === null ? '' : `, ${left} left today${mayExceed(calls, left)}`;
    terminal.out(`Calls to ${name}: ${formatRange(calls)} (${calls.how})${budget}\n`);
  }
  terminal.out(`Time: ${formatRange(durationMs, formatDuration)} (${durationMs.how})\n`);
  terminal.out(
    runs === 0
      ? 'From what the flow declares; it hasn’t run yet.\n'
      : runs === 1
        ? 'From its last whole run.\n'
        : `From the last ${runs} whole runs.\n`,
  );
}

function mayExceed({ least, most }: Estimate, left: number): string {
  if (least > left) return ': the run will pause at the limit';
  return most === null || most > left ? ': the run may pause at the limit' : '';
}

function formatRange({ least, most, how }: Estimate, format = (value: number) => String(value)): string {
  if (how === 'unknown' && most === null) return least === 0 ? '?' : `${format(least)} or more`;
  if (most === null) return `${format(least)} or more`;
  return least === most ? format(least) : `${format(least)} to ${format(most)}`;
}
