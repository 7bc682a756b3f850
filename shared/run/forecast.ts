/**
 * A count that isn't known yet: at least `least`, at most `most` (null: nobody knows). `measured`: earlier runs of the
 * flow had it so; `estimated`: counted or worked out from what the flow and its sources say; `unknown`: neither.
 */
export type Estimate = { least: number; most: number | null; how: 'measured' | 'estimated' | 'unknown' };

/** What a source says of itself without reading: its rows, and the calls that reading them takes. */
export type SourceEstimate = { records: Estimate; calls?: Estimate };

/** Nothing is known. */
export const UNKNOWN: Estimate = { least: 0, most: null, how: 'unknown' };

/** A number that is known for certain beforehand. */
export function exactly(count: number): Estimate {
  return { least: count, most: count, how: 'estimated' };
}

/** Of two counts the less certain knowledge. */
function lessKnown(one: Estimate['how'], other: Estimate['how']): Estimate['how'] {
  if (one === 'unknown' || other === 'unknown') return 'unknown';
  return one === 'estimated' || other === 'estimated' ? 'estimated' : 'measured';
}

/** Both counts together. */
export function addEstimates(one: Estimate, other: Estimate): Estimate {
  const most = one.most === null || other.most === null ? null : one.most + other.most;
  return { least: one.least + other.least, most, how: lessKnown(one.how, other.how) };
}

/** For each of one count the other. */
export function multiplyEstimates(one: Estimate, other: Estimate): Estimate {
  const most =
    one.most === 0 || other.most === 0 ? 0 : one.most === null || other.most === null ? null : one.most * other.most;
  return { least: one.least * other.least, most, how: lessKnown(one.how, other.how) };
}

/** The number of groups of at most `size` that so many make. */
export function groupsOf({ least, most, how }: Estimate, size: number): Estimate {
  return { least: Math.ceil(least / size), most: most === null ? null : Math.ceil(most / size), how };
}

/** None of them up to all of them. */
export function noneToAll({ most, how }: Estimate): Estimate {
  return { least: 0, most, how: how === 'measured' ? 'estimated' : how };
}
