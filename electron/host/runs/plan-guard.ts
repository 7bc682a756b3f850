import { MillraceError } from '../../../shared/errors/index.ts';
import type { PlannedWrite } from '../../../shared/run/plan.ts';
import type { PlanGuard } from '../../ports/planning.ts';
import type { AppliedWrites, StoredWrite } from '../../storage/index.ts';
import type { CallPolicy } from '../gateway/policy.ts';
import { digestWrite } from './plan-digests.ts';
import { createPlannedPlaces } from './planned-places.ts';

type Taken = AppliedWrites['writes'][number];

/** What the run took from its plan before it was cut off, and who keeps what it takes. */
export type TakenWrites = { before: readonly AppliedWrites[]; keep(taken: AppliedWrites): void };

/**
 * Lets exactly the writes of a plan pass, each as often as it is there, until the first that isn't. `nameOf` gives a step's
 * name.
 */
export function createPlanGuard(
  writes: readonly StoredWrite[],
  nameOf: (step: string) => string,
  { before, keep }: TakenWrites,
): { guard: PlanGuard; policy: CallPolicy } {
  const exact = count(writes.map(({ digest }) => digest));
  const places = createPlannedPlaces(writes);
  const present = presentValues(writes);
  const files = new Set(writes.flatMap(({ operation, target }) => (operation === 'write-file' ? [target] : [])));
  // A record that is tried again takes nothing more from the plan.
  const taken = new Map<string, string>();
  const permitted = new Map<string, number>();
  let refusal: MillraceError | undefined;

  const takeOne = ({ digest, place }: Taken): void => {
    places.take(place);
    const same = exact.get(digest) ?? 0;
    if (same > 0) exact.set(digest, same - 1);
  };
  for (const { key, writes: all } of before) {
    for (const one of all) takeOne(one);
    taken.set(key, nameOfAll(all));
  }
  /** What the record takes from the plan, or its first write that isn't there any more. */
  const takeAll = (step: string, planned: readonly PlannedWrite[], open: boolean): Taken[] | PlannedWrite => {
    const all: Taken[] = [];
    for (const write of planned) {
      const { digest, loose, anyBody, seen } = digestWrite(step, write);
      const place = places.find({ ...write, loose }) ?? places.find({ ...write, loose: anyBody });
      if (place === undefined || (!open && !exact.get(digest))) return write;
      if ((present.get(targetOf(write)) ?? seen) !== seen) return write;
      all.push({ digest, place });
      takeOne({ digest, place });
    }
    return all;
  };
  /** The first of the writes that isn't in the plan; without one they may go out. */
  const findMoved = (step: string, key: string, planned: readonly PlannedWrite[], open: boolean) => {
    const known = taken.get(key);
    if (known !== undefined) {
      // What an earlier try of the record may have written can't be something else now.
      return known === nameOfAll(planned.map((write) => digestWrite(step, write))) ? undefined : planned[0];
    }
    const all = takeAll(step, planned, open);
    if (!Array.isArray(all)) return all;
    keep({ key, writes: all });
    taken.set(key, nameOfAll(all));
    return undefined;
  };
  const permit = (step: string, change: 1 | -1): void => void permitted.set(step, (permitted.get(step) ?? 0) + change);

  return {
    guard: {
      permit(step, key, planned, open) {
        if (refusal) return refusal;
        if (planned.length === 0) return { release: () => undefined };
        const moved = findMoved(step, key, planned, open);
        if (moved) {
          refusal = movedError(nameOf(step), describe(moved));
          return refusal;
        }
        permit(step, 1);
        return { release: () => permit(step, -1) };
      },
      refused: () => refusal !== undefined,
    },
    policy: {
      decide({ effect, purpose, kind, step, method, target }) {
        if (effect === 'read' || purpose === 'sign-in') return undefined;
        const allowed = kind === 'file' ? files.has(target) : (permitted.get(step) ?? 0) > 0;
        return allowed ? undefined : movedError(nameOf(step), `${method} ${target}`);
      },
    },
  };
}

function movedError(step: string, target: string): MillraceError {
  return new MillraceError('PLAN_MOVED', { step, target });
}

function describe({ target, recordId }: PlannedWrite): string {
  return recordId === undefined ? target : `${target} ${recordId}`;
}

/** What nobody but its own write changes in a run. */
const STEADY = new Set<PlannedWrite['operation']>(['write-file', 'set-value', 'delete-value']);

/** What a file or a stored value is while the plan is made, where the plan writes it once: the digests by target. */
function presentValues(writes: readonly StoredWrite[]): Map<string, string> {
  const steady = writes.filter(({ operation }) => STEADY.has(operation));
  const once = [...Map.groupBy(steady, targetOf)].flatMap(([target, [only, ...others]]): [string, string][] =>
    only && others.length === 0 ? [[target, only.seen]] : [],
  );
  return new Map(once);
}

function targetOf({ target, recordId = '' }: Pick<PlannedWrite, 'target' | 'recordId'>): string {
  return JSON.stringify([target, recordId]);
}

function nameOfAll(writes: readonly { digest: string }[]): string {
  return writes.map(({ digest }) => digest).join(' ');
}

function count(digests: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const digest of digests) counts.set(digest, (counts.get(digest) ?? 0) + 1);
  return counts;
}
