import { type PlannedWrite, unknownInPlans } from '../../../shared/run/plan.ts';
import type { StoredWrite } from '../../storage/index.ts';
import { digest } from './plan-digests.ts';

/** A write by where it goes, and what kind of write it is: `loose` is its digest (plan-digests.ts). */
type Placed = Pick<PlannedWrite, 'target' | 'recordId'> & { loose: string };

/** What is left of a plan, by where it is written. */
export type PlannedPlaces = {
  /**
   * The name of the place that a write goes to, where the plan has one left: the very target and record, or ones of which
   * parts weren't known then.
   */
  find(write: Placed): string | undefined;
  take(place: string): void;
};

export function createPlannedPlaces(writes: readonly StoredWrite[]): PlannedPlaces {
  const left = new Map<string, number>();
  const open = new Map<string, { place: string; target: RegExp; recordId: RegExp }[]>();
  for (const write of writes) {
    const place = nameOf(write);
    const before = left.get(place) ?? 0;
    left.set(place, before + 1);
    const { loose, target, recordId = '' } = write;
    if (before > 0 || !`${target} ${recordId}`.match(unknown)) continue;
    const known = open.get(loose) ?? [];
    known.push({ place, target: toPattern(target), recordId: toPattern(recordId) });
    open.set(loose, known);
  }
  const isLeft = (place: string): boolean => (left.get(place) ?? 0) > 0;
  return {
    find(write) {
      const same = nameOf(write);
      if (isLeft(same)) return same;
      const { loose, target, recordId = '' } = write;
      const fits = (one: { place: string; target: RegExp; recordId: RegExp }) =>
        isLeft(one.place) && one.target.test(target) && one.recordId.test(recordId);
      return open.get(loose)?.find(fits)?.place;
    },
    take: (place) => void left.set(place, Math.max(0, (left.get(place) ?? 0) - 1)),
  };
}

// Half a character is kept as the sign for it.
const nameOf = ({ loose, target, recordId }: Placed): string =>
  digest([loose, target.toWellFormed(), recordId?.toWellFormed() ?? null]);

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** What stands for something unknown, also within an address. */
const unknown = new RegExp(
  unknownInPlans
    .flatMap((text) => [text, encodeURIComponent(text)])
    .map(literal)
    .join('|'),
);

/** Fits every text that has the known parts of `text` in their places. */
function toPattern(text: string): RegExp {
  return new RegExp(`^${text.split(unknown).map(literal).join('.*')}$`, 's');
}
