import type { Clock } from '../../ports/clock.ts';
import type { TriggerContext } from '../../ports/trigger.ts';
import { createFolderMemory } from './folder-memory.ts';
import { type FolderServices, listMatching, toRecord, type WatchedFolder } from './watch-folder-settings.ts';

/** Files in one firing, at most; the next ones start a run of their own. */
const MOST_AT_ONCE = 1_000;
/** A folder is looked at this often although nothing was heard of it: some disks tell of nothing. In milliseconds. */
const UNASKED_LOOK_MS = 30_000;
/** Looks are this far apart at least, and five times as long as the last one took. */
const LEAST_PAUSE_MS = 100;
const PAUSE_SHARE = 5;

/**
 * Hands on each file of the folder once it is settled, and again when it changed, one run after another, until the
 * signal is aborted. Throws what looking into the folder throws.
 */
export async function watchFolderFiles(context: TriggerContext<FolderServices>, watched: WatchedFolder): Promise<void> {
  const { services, clock, signal, activeSince, position } = context;
  const folder = services.files.resolve(watched.path);
  const of = { folder, pattern: watched.pattern.text, activeSince };
  const memory = createFolderMemory(position, of, watched.settleMs);
  const bell = createBell();
  // Looked at before it is watched, so that one that isn't there is said at once.
  let files = await listMatching(watched, services, signal);
  if (memory.isFresh) {
    // What came after the activation but before this look is for it.
    const known = watched.takeExisting ? [] : files.filter(({ modifiedAt }) => modifiedAt < activeSince);
    context.moveTo(memory.positionWith(known));
    memory.take(known);
  }
  const watching = await services.folders.watch(folder, { deep: watched.pattern.deep }, bell.ring);
  try {
    for (;;) {
      const begun = clock.monotonic();
      files = await listMatching(watched, services, signal);
      const { ready, nextInMs } = memory.look(files, clock.monotonic());
      if (ready.length > 0) {
        const handed = ready.slice(0, MOST_AT_ONCE);
        const records = handed.map((file) => toRecord(folder, file));
        const fired = await context.fire({ records, position: memory.positionWith(handed) });
        memory.take(handed);
        // The run tells its own failure; here it is only over.
        if ('result' in fired) await race(fired.result.then(ignore, ignore), signal);
      }
      const pause = Math.max(LEAST_PAUSE_MS, (clock.monotonic() - begun) * PAUSE_SHARE);
      if (ready.length === 0) await bell.wait(clock, nextInMs ?? UNASKED_LOOK_MS, signal);
      await clock.sleep(Math.min(pause, UNASKED_LOOK_MS), signal);
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  } finally {
    await watching.close();
  }
}

/** Waits for the first of a ring and a time. */
function createBell(): { ring(): void; wait(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> } {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      hasRung = true;
      wake?.();
    },
    wait: async (clock, milliseconds, signal) => {
      const heard = new AbortController();
      wake = () => heard.abort();
      if (hasRung) wake();
      await clock.sleep(milliseconds, AbortSignal.any([signal, heard.signal])).catch((thrown: unknown) => {
        if (signal.aborted || !heard.signal.aborted) throw thrown;
      });
      wake = undefined;
      hasRung = false;
    },
  };
}

/** Waits for `work`, or rejects as soon as the signal is aborted. */
async function race(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function ignore(): void {}
