import { numberOf, optionalTimeOf, type StoreContext } from './context.ts';

/** How starts of Millrace went: those whose process hasn't ended in order, and what was decided because of them. */
export type StartStore = {
  /** Notes, durably, a start that hasn't ended yet, and forgets those of before `since` (ms since 1970). */
  begin(id: string, since: number): void;
  /** Notes, durably, that the process of a start ends in order. */
  end(id: string): void;
  /** How many starts haven't ended in order. */
  countUnfinished(): number;
  /** Since when nothing starts by itself (ISO 8601); null while everything does. */
  safeModeSince(): string | null;
  /** From now on nothing starts by itself, durably. */
  enterSafeMode(): void;
  /** From now on everything starts by itself, durably; forgets the starts that didn't end in order. */
  leaveSafeMode(): void;
};

export function createStartStore({ database, clock }: StoreContext): StartStore {
  return {
    begin: (id, since) =>
      database.transaction(() => {
        const now = clock.now();
        // A start in the future is of a time before the clock was set back: nobody knows how long ago that is.
        database.prepare('DELETE FROM unfinished_starts WHERE started_at < ? OR started_at > ?').run(since, now);
        database.prepare('INSERT INTO unfinished_starts VALUES (?, ?)').run(id, now);
      }),
    end: (id) => {
      database.transaction(() => database.prepare('DELETE FROM unfinished_starts WHERE id = ?').run(id));
    },
    countUnfinished: () =>
      numberOf(database.prepare('SELECT count(*) AS starts FROM unfinished_starts').get() ?? {}, 'starts'),
    safeModeSince: () => optionalTimeOf(database.prepare('SELECT since FROM safe_mode').get() ?? {}, 'since'),
    enterSafeMode: () => {
      database.transaction(() => database.prepare('INSERT OR IGNORE INTO safe_mode VALUES (1, ?)').run(clock.now()));
    },
    leaveSafeMode: () =>
      database.transaction(() => {
        database.prepare('DELETE FROM safe_mode').run();
        database.prepare('DELETE FROM unfinished_starts').run();
      }),
  };
}
