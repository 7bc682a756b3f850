import { type HistorySettings, readHistorySettings } from '../../../shared/run/history.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';

/** The name under which the store keeps what is kept of runs. */
const SETTING = 'history';

/** Runs that end within this time are looked after together, in milliseconds. */
const TIDY_AFTER_MS = 100;

/** What is kept of runs, how much that is, and its change. */
export type HistoryService = {
  settings(): HistorySettings;
  /** How many runs are kept, and about how many bytes they take. */
  size(): { runs: number; bytes: number };
  /** Sets what is kept; resolves when what is past it is removed, the oldest first. */
  change(settings: HistorySettings): Promise<void>;
  /** Removes soon what is past the limits, after a run of this flow ended. */
  tidyAfter(flowId: string): void;
  /** Removes it at once; nothing is to be removed afterwards. */
  close(): void;
};

export function createHistoryService(
  { settings, runs }: Pick<Store, 'settings' | 'runs'>,
  clock: Pick<Clock, 'schedule' | 'yield'>,
  changes: Changes,
): HistoryService {
  let known: HistorySettings | undefined;
  const read = (): HistorySettings => {
    known ??= readHistorySettings(settings.get(SETTING));
    return known;
  };
  /** Flows of which runs ended since. */
  let untidy = new Set<string>();
  let cancelTimer: (() => void) | undefined;
  const tidyLater = (flowId: string): void => {
    untidy.add(flowId);
    cancelTimer ??= clock.schedule(TIDY_AFTER_MS, tidy);
  };
  const tidy = (): void => {
    cancelTimer?.();
    cancelTimer = undefined;
    const flowIds = untidy;
    untidy = new Set();
    const limits = read();
    for (const flowId of flowIds) {
      try {
        if (runs.prune(limits, flowId) > 0) tidyLater(flowId);
      } catch {
        // What can't be removed now is met again after the next run of the flow; who writes meanwhile is told why.
      }
    }
  };
  return {
    settings: read,
    size: () => runs.size(),
    async change(next) {
      settings.set(SETTING, { ...next });
      known = undefined;
      changes.publish({ type: 'settings.changed' });
      let removed = false;
      // The newest wish counts, should it change meanwhile.
      while (runs.prune(read()) > 0) {
        removed = true;
        await clock.yield();
      }
      if (removed) changes.publish({ type: 'flows.changed' });
    },
    tidyAfter: tidyLater,
    close() {
      tidy();
      cancelTimer?.();
    },
  };
}
