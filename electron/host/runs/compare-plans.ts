import type { MovedWrite } from '../../../shared/contract/index.ts';
import type { StoredWrite } from '../../storage/index.ts';

/** Changes that are listed; the others are counted. */
const MOST_LISTED = 100;

/** What only one of two plans has; a write whose present values changed is in both lists. Order doesn't count. */
export function comparePlans(
  first: readonly StoredWrite[],
  second: readonly StoredWrite[],
): { moved: MovedWrite[]; movedTotal: number } {
  const moved: MovedWrite[] = [];
  let movedTotal = 0;
  const note = (change: MovedWrite['change'], { digest: _, loose: __, seen: ___, ...write }: StoredWrite): void => {
    movedTotal += 1;
    if (moved.length < MOST_LISTED) moved.push({ change, write });
  };
  const left = Map.groupBy(first, nameOf);
  for (const write of second) {
    if (!left.get(nameOf(write))?.pop()) note('new', write);
  }
  for (const writes of left.values()) for (const write of writes) note('gone', write);
  return { moved, movedTotal };
}

function nameOf({ digest, seen }: StoredWrite): string {
  return `${digest} ${seen}`;
}
