import type { Forecast } from '../../../shared/contract/index.ts';
import type { Estimate } from '../../../shared/run/forecast.ts';
import { formatCount, formatNumber } from '../../format/count.ts';

/** A range in words: “5”, “900 to 1,001”, “3 or more”, “Unknown”. */
export function formatRange({ least, most }: Estimate, format: (value: number) => string = formatNumber): string {
  if (most === null) return least === 0 ? 'Unknown' : `${format(least)} or more`;
  return least === most ? format(least) : `${format(least)} to ${format(most)}`;
}

/** How a forecast is known, in a sentence. */
export function describeBasis({ runs }: Forecast): string {
  if (runs === 0) return 'The flow hasn’t run yet, so this comes from its settings and what its sources hold.';
  return runs === 1 ? 'From its last whole run.' : `From the last ${formatNumber(runs)} whole runs.`;
}

/** What a connection’s budget means for the run; undefined where it has none or the calls fit. */
export function warnOfBudget({ calls, left }: Forecast['connections'][number]): string | undefined {
  if (left === null) return undefined;
  if (left === 0 && calls.least > 0) return 'No calls are left today: the run will pause at its first one.';
  if (calls.least > left) return `Only ${formatCount(left, 'call')} left today: the run will pause at the limit.`;
  if (calls.most !== null && calls.most <= left) return undefined;
  return `${formatCount(left, 'call')} left today: the run may pause at the limit.`;
}
