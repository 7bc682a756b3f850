import type { JsonObject } from '../../shared/json/json.ts';
import type { CollectedPage, CollectRunner } from '../ports/step.ts';

/**
 * Which item of which split record a record came of: the step that split it, the number of the split record there, and
 * the item's place in its list. `outer` is what the split record was itself. Plain data, so that it can be spilled.
 */
export type Membership = { origin: string; parent: number; place: number; outer?: Membership };

/** A property that copies of a record keep (`{ ...record }`), and that neither expressions nor JSON ever show. */
const MEMBERSHIP = Symbol('membership');

type Member = JsonObject & { [MEMBERSHIP]?: Membership };

/** What a record came of, by the innermost step that split; undefined for one that was never split. */
export function membershipOf(record: JsonObject): Membership | undefined {
  return (record as Member)[MEMBERSHIP];
}

/** What a record came of in the step `origin`, however many others have split it since; undefined where it didn't. */
export function membershipIn(record: JsonObject, origin: string): Membership | undefined {
  let membership = membershipOf(record);
  while (membership && membership.origin !== origin) membership = membership.outer;
  return membership;
}

/** The record with that membership or without any; a copy unless it has it already, since records are shared. */
export function withMembership(record: JsonObject, membership: Membership | undefined): JsonObject {
  if (membershipOf(record) === membership) return record;
  const copy: Member = { ...record };
  if (membership) copy[MEMBERSHIP] = membership;
  else delete copy[MEMBERSHIP];
  return copy;
}

/**
 * A collecting step whose results are members of what their first parents were: what it hands on may be made anew, or
 * have been outside memory.
 */
export function rememberMemberships(runner: CollectRunner): CollectRunner {
  const byPlace: (Membership | undefined)[] = [];
  const giveBack = ({ records, parents = null, ...rest }: CollectedPage): CollectedPage => ({
    ...rest,
    parents,
    records:
      parents === null
        ? records
        : records.map((record, index) => {
            const parent = parents[index];
            const first = typeof parent === 'number' ? parent : parent?.[0];
            return withMembership(record, first === undefined ? undefined : byPlace[first]);
          }),
  });
  return {
    ...runner,
    add(record, scope, arrival) {
      byPlace[arrival.place] = membershipOf(record);
      return runner.add(record, scope, arrival);
    },
    async *results(call) {
      for await (const page of runner.results(call)) yield giveBack(page);
    },
  };
}
