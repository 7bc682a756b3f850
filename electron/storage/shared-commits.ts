import type { Clock } from '../ports/clock.ts';
import type { Database } from '../ports/database.ts';

/** What is to be written, and by whom it is heard that it is. */
type Write<Result> = {
  /** Runs within the transaction; again, in one of its own, when the shared one failed. */
  work: () => Result;
  /** Called as soon as it is committed, before anything else happens. What it throws rejects this write alone. */
  committed?: (result: Result) => void;
  /** Called when the transaction in which it ran failed: what it told others isn't so. */
  undone?: () => void;
  /** Whether it must be on the disk then, or only survive the end of the process (the default). */
  durable?: boolean;
};

/**
 * Writes of runs that go on side by side, committed together: one transaction, and at most one wait for the disk, for
 * all that come before I/O has had its turn. They are written in the order in which they came.
 */
export type SharedCommits = {
  /** Resolves once it is committed; rejects when it can't be, which the others don't notice. */
  add<Result>(write: Write<Result>): Promise<Result>;
  /** Commits at once what waits, for whoever needs to read it. */
  settle(): void;
  /** Resolves once nothing waits of what was added so far. */
  settled(): Promise<void>;
};

type Waiting = {
  run(): () => void;
  undone?: (() => void) | undefined;
  durable: boolean;
  reject(reason: unknown): void;
};

export function createSharedCommits(database: Database, clock: Pick<Clock, 'yield'>): SharedCommits {
  let waiting: Waiting[] = [];

  const commit = (group: readonly Waiting[]): void => {
    const durable = group.some((write) => write.durable);
    let told: (() => void)[];
    try {
      told = database.transaction(() => group.map(({ run }) => run()), { durable });
    } catch (thrown) {
      for (const { undone } of group) undone?.();
      throw thrown;
    }
    for (const tell of told) tell();
  };
  const settle = (): void => {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    try {
      commit(group);
    } catch {
      // Each is told its own failure.
      for (const write of group) {
        try {
          commit([write]);
        } catch (thrown) {
          write.reject(thrown);
        }
      }
    }
  };

  const add: SharedCommits['add'] = ({ work, committed, undone, durable = false }) =>
    new Promise((resolve, reject) => {
      const run = () => {
        const result = work();
        return () => {
          try {
            committed?.(result);
            resolve(result);
          } catch (thrown) {
            // It is kept all the same, and the others with it: nothing of this group may be written again.
            reject(thrown);
          }
        };
      };
      waiting.push({ run, undone, durable, reject });
      if (waiting.length === 1) void clock.yield().then(settle);
    });

  return {
    add,
    settle,
    settled: async () => {
      if (waiting.length > 0) await add({ work: () => undefined });
    },
  };
}
