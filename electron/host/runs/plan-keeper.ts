import type { Retention } from '../../../shared/flow/document.ts';
import type { Json } from '../../../shared/json/json.ts';
import type { PlannedField } from '../../../shared/run/plan.ts';
import type { PlanKeeper } from '../../ports/planning.ts';
import type { StoredWrite } from '../../storage/index.ts';
import { digestWrite } from './plan-digests.ts';
import type { PlanSteps } from './plan-steps.ts';

/** Writes of one plan that are kept; the others are counted. */
export const MOST_KEPT_WRITES = 100_000;

/** Writes that are handed on together. */
const PORTION = 500;

/** Writes of a step whose fields are kept in a run that keeps samples only (engine.md, retention policy). */
const SAMPLE = 50;

/** Characters of a value past which only its beginning is kept: a plan is looked at, what is sent isn't taken from it. */
const LONGEST_VALUE = 1_000;

/** Takes down a plan; `flush` hands on what is left. */
export type CollectingKeeper = PlanKeeper & { flush(): void };

/**
 * Numbers and digests withheld writes and hands them to `add`, with the count of all so far. Fields are kept as the run's
 * retention says; digests always, since they say whether something moved.
 */
export function createPlanKeeper(
  retention: Retention,
  { originOf }: Pick<PlanSteps, 'originOf'>,
  add: (writes: StoredWrite[], withheld: number) => void,
): CollectingKeeper {
  let withheld = 0;
  let waiting: StoredWrite[] = [];
  const ofStep = new Map<string, number>();
  const flush = (): void => {
    add(waiting, withheld);
    waiting = [];
  };
  return {
    keep(step, place, writes) {
      for (const write of writes) {
        const number = withheld;
        withheld += 1;
        if (number >= MOST_KEPT_WRITES) continue;
        const count = ofStep.get(step) ?? 0;
        ofStep.set(step, count + 1);
        const shown = retention === 'full' || (retention === 'sampled' && count < SAMPLE);
        const { operation, target, recordId } = write;
        const calledIn = originOf(step);
        const { digest, loose, seen } = digestWrite(step, write);
        waiting.push({
          number,
          step,
          place,
          operation,
          target,
          ...(recordId === undefined ? {} : { recordId }),
          fields: shown ? write.fields.map(shorten) : [],
          ...(calledIn ? { calledIn } : {}),
          digest,
          loose,
          seen,
        });
      }
      if (waiting.length >= PORTION) flush();
    },
    flush,
  };
}

function shorten({ field, now, wouldBecome }: PlannedField): PlannedField {
  return {
    field,
    ...(now === undefined ? {} : { now: shortValue(now) }),
    ...(wouldBecome === undefined ? {} : { wouldBecome: shortValue(wouldBecome) }),
  };
}

function shortValue(value: Json): Json {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= LONGEST_VALUE ? value : `${text.slice(0, LONGEST_VALUE)}…`;
}
