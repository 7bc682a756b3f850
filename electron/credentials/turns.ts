/** Lets work of one owner happen one after the other; owners don't wait for each other. */
export type Turns = {
  /** Runs `work` when all earlier work of `owner` has ended, however it ended. */
  take<Result>(owner: string, work: () => Promise<Result>): Promise<Result>;
};

/** Nobody waits yet. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    take: async (owner, work) => {
      const before = last.get(owner) ?? Promise.resolve();
      const mine = before.then(work, work);
      last.set(owner, mine);
      try {
        return await mine;
      } finally {
        if (last.get(owner) === mine) last.delete(owner);
      }
    },
  };
}
