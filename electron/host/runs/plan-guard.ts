import { MillraceError } from '../../../shared/errors/index.ts';
import type { PlannedWrite } from '../../../shared/run/plan.ts';
import type { PlanGuard } from '../../ports/planning.ts';
import type { StoredWrite } from '../../storage/index.ts';
import type { CallPolicy } from '../gateway/policy.ts';
import { digestWrite } from './plan-digests.ts';

/** Lets exactly the writes of a plan pass, each as often as it is there. `nameOf` gives a step's name. */
export function createPlanGuard(
  writes: readonly StoredWrite[],
  nameOf: (step: string) => string,
): { guard: PlanGuard; policy: CallPolicy } {
  const exact = count(writes.map(({ digest }) => digest));
  const loose = count(writes.map((write) => write.loose));
  const files = new Set(writes.flatMap(({ operation, target }) => (operation === 'write-file' ? [target] : [])));
  // A record that is tried again takes nothing more from the plan.
  const taken = new Map<string, string>();
  const permitted = new Map<string, number>();

  const take = (step: string, write: PlannedWrite, open: boolean): boolean => {
    const digests = digestWrite(step, write);
    const left = loose.get(digests.loose) ?? 0;
    const same = exact.get(digests.digest) ?? 0;
    if (left === 0 || (same === 0 && !open)) return false;
    loose.set(digests.loose, left - 1);
    if (same > 0) exact.set(digests.digest, same - 1);
    return true;
  };
  const permit = (step: string, change: 1 | -1): void => void permitted.set(step, (permitted.get(step) ?? 0) + change);

  return {
    guard: {
      permit(step, key, planned, open) {
        const asked = planned.map((write) => digestWrite(step, write).digest).join(' ');
        if (taken.get(key) !== asked) {
          for (const write of planned) {
            if (!take(step, write, open)) return moved(nameOf(step), describe(write));
          }
          if (planned.length > 0) taken.set(key, asked);
        }
        if (planned.length === 0) return { release: () => undefined };
        permit(step, 1);
        return { release: () => permit(step, -1) };
      },
    },
    policy: {
      decide({ effect, purpose, kind, step, method, target }) {
        if (effect === 'read' || purpose === 'sign-in') return undefined;
        const allowed = kind === 'file' ? files.has(target) : (permitted.get(step) ?? 0) > 0;
        return allowed ? undefined : moved(nameOf(step), `${method} ${target}`);
      },
    },
  };
}

function moved(step: string, target: string): MillraceError {
  return new MillraceError('PLAN_MOVED', { step, target });
}

function describe({ target, recordId }: PlannedWrite): string {
  return recordId === undefined ? target : `${target} ${recordId}`;
}

function count(digests: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const digest of digests) counts.set(digest, (counts.get(digest) ?? 0) + 1);
  return counts;
}
