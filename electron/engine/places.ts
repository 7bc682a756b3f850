/** Places of records in the order in which they left a port: runs of consecutive ones, each as its first and its length. */
export type Places = readonly (readonly [first: number, count: number])[];

/** No places: what batches carry in a run that keeps no lineage. */
export const NO_PLACES: Places = [];

/** `places` followed by `count` more from `first`; joined to the last run where they follow it. */
export function addPlaces(places: Places, first: number, count: number): Places {
  if (count === 0) return places;
  const last = places.at(-1);
  if (!last) return [[first, count]];
  if (last[0] + last[1] !== first) return [...places, [first, count]];
  return [...places.slice(0, -1), [last[0], last[1] + count]];
}

/** The places of `count` records from the one at `start` on. */
export function slicePlaces(places: Places, start: number, count: number): Places {
  const [only] = places;
  if (only && places.length === 1) return start === 0 && count === only[1] ? places : [[only[0] + start, count]];
  let slice = NO_PLACES;
  let before = 0;
  for (const [first, length] of places) {
    const from = Math.max(start, before);
    const end = Math.min(start + count, before + length);
    if (end > from) slice = addPlaces(slice, first + from - before, end - from);
    before += length;
  }
  return slice;
}

/** `places` without those of `gone`, which are among them; in ascending order. */
export function withoutPlaces(places: Places, gone: Places): Places {
  const left: [number, number][] = [];
  const taken = ascending(gone);
  let next = 0;
  for (const [first, count] of ascending(places)) {
    let from = first;
    for (let hole = taken[next]; hole && hole[0] < first + count; hole = taken[next]) {
      if (hole[0] > from) left.push([from, hole[0] - from]);
      from = hole[0] + hole[1];
      next += 1;
    }
    if (from < first + count) left.push([from, first + count - from]);
  }
  return left;
}

/** The places by number, in runs as long as they can be. */
function ascending(places: Places): Places {
  return places
    .toSorted(([a], [b]) => a - b)
    .reduce<Places>((all, [first, count]) => addPlaces(all, first, count), NO_PLACES);
}
