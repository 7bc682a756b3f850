import type { SafeMode as SafeModeState } from '../../shared/contract/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../storage/index.ts';
import type { Changes } from './changes.ts';
import type { RunService } from './runs/run-service-type.ts';

/** Starts of this many processes that weren't ended in order, within this time, are too many (R9). */
const MOST_BAD_STARTS = 3;
const WITHIN_MS = 10 * 60_000;

/**
 * What begins by itself when Millrace starts could be what ends it. After three starts within ten minutes whose process
 * didn't end in order, nothing begins by itself until a person wants it.
 */
export type SafeMode = {
  /** Counts this start, and begins what starts by itself: at once, or when somebody leaves safe mode. */
  begin(work: () => void): void;
  /** What doesn't start because of safe mode; null outside it. */
  state(): SafeModeState | null;
  /** Begins what was held back, now and at every start; does nothing outside safe mode. */
  leave(): void;
  /** The process ends in order, so its start was none of the bad ones. */
  end(): void;
};

type Parts = {
  store: Pick<Store, 'starts' | 'activations' | 'triggers'>;
  runs: Pick<RunService, 'goingOnThemselves'>;
  clock: Clock;
  random: Random;
  changes: Changes;
  log: Log;
};

export function createSafeMode({ store, runs, clock, random, changes, log }: Parts): SafeMode {
  const { starts } = store;
  let own: string | undefined;
  let heldBack: (() => void) | undefined;

  const count = (): void => {
    own = random.uuid();
    starts.begin(own, clock.now() - WITHIN_MS);
  };

  return {
    begin(work) {
      count();
      // This start is among them, and may end well yet.
      if (starts.countUnfinished() - 1 >= MOST_BAD_STARTS) starts.enterSafeMode();
      if (starts.safeModeSince() === null) return work();
      heldBack = work;
      log.warn('Nothing starts by itself: Millrace ended unexpectedly too often', { times: MOST_BAD_STARTS });
      changes.publish({ type: 'safeMode.changed' });
    },
    state() {
      const since = starts.safeModeSince();
      if (since === null) return null;
      return {
        since,
        runs: runs.goingOnThemselves().length + store.triggers.waiting().length,
        flows: store.activations.list().filter(({ pausedAt }) => pausedAt === null).length,
      };
    },
    leave() {
      if (starts.safeModeSince() === null) return;
      starts.leaveSafeMode();
      if (own !== undefined) count();
      const work = heldBack;
      heldBack = undefined;
      changes.publish({ type: 'safeMode.changed' });
      work?.();
    },
    end() {
      if (own !== undefined) starts.end(own);
    },
  };
}
