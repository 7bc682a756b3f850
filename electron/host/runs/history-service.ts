import { type HistorySettings, readHistorySettings } from '../../../shared/run/history.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';

/** The name under which the store keeps what is kept of runs. */
const SETTING = 'history';

/** What is kept of runs, how much that is, and its change. */
export type HistoryService = {
  settings(): HistorySettings;
  /** How many runs are kept, and about how many bytes they take. */
  size(): { runs: number; bytes: number };
  /** Sets what is kept; resolves when what is past it is removed, the oldest first. */
  change(settings: HistorySettings): Promise<void>;
  /** Removes some of what is past the limits, after a run of this flow ended. */
  tidyAfter(flowId: string): void;
};

export function createHistoryService(
  { settings, runs }: Pick<Store, 'settings' | 'runs'>,
  clock: Pick<Clock, 'yield'>,
  changes: Changes,
): HistoryService {
  const read = () => readHistorySettings(settings.get(SETTING));
  return {
    settings: read,
    size: () => runs.size(),
    async change(next) {
      settings.set(SETTING, { ...next });
      changes.publish({ type: 'settings.changed' });
      let removed = false;
      // The newest wish counts, should it change meanwhile.
      while (runs.prune(read()) > 0) {
        removed = true;
        await clock.yield();
      }
      if (removed) changes.publish({ type: 'flows.changed' });
    },
    tidyAfter: (flowId) => void runs.prune(read(), flowId),
  };
}
