import { unreadable } from './flaws.ts';

/**
 * Rounds of key stretching that one file may ask for, all its parts together: about a second of work. keytool writes
 * 10,000 rounds a part, OpenSSL 2,048; the number comes from the file, so that a hostile one could ask for years.
 */
const mostRounds = 2_000_000;

/** Counts the rounds of key stretching that a file asks for. */
export type WorkBudget = {
  /** @throws MillraceError KEY_STORE_UNREADABLE when the file has asked for more than it may, or for none. */
  spend(rounds: number): void;
};

/** A new budget, for one file. */
export function createWorkBudget(): WorkBudget {
  let left = mostRounds;
  return {
    spend: (rounds) => {
      if (!Number.isSafeInteger(rounds) || rounds < 1 || rounds > left) {
        throw unreadable('It asks for more work than any key store needs to be opened.');
      }
      left -= rounds;
    },
  };
}
