import type { MillraceError } from '../../../shared/errors/index.ts';
import { toMillraceError } from '../../../shared/errors/index.ts';
import type { Spill } from '../../ports/spill.ts';

/**
 * The spill as a step gets it that only computes and can't wait: what goes wrong while it asks is told to `fail` too,
 * which ends the run, since it is the fault of no record. What is waited for rejects, and ends the run by that.
 */
export function guardSpill(spill: Spill, fail: (error: MillraceError) => void): Spill {
  const guard = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (thrown) {
      fail(toMillraceError(thrown));
      throw thrown;
    }
  };
  return {
    memoryBytes: spill.memoryBytes,
    createFile: () => guard(() => spill.createFile()),
    createSet() {
      const set = guard(() => spill.createSet());
      return { add: (text) => guard(() => set.add(text)) };
    },
    close: () => spill.close(),
  };
}
