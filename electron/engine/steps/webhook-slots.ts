import type { Clock } from '../../ports/clock.ts';

/** Room for so many at a time; others wait in the order they came. */
export type Slots = {
  /** True once there is room, which is then taken; false when there was none for so long, or too many wait. */
  enter(): Promise<boolean>;
  leave(): void;
};

/** Lets `room` in at a time, and up to `most` wait for at most `longestMs`. */
export function createSlots(
  clock: Clock,
  { room, most, longestMs }: { room: number; most: number; longestMs: number },
): Slots {
  const waiting = new Set<() => void>();
  let taken = 0;
  return {
    enter: async () => {
      if (taken < room) {
        taken += 1;
        return true;
      }
      if (waiting.size >= most) return false;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const admit = (): void => {
        waiting.delete(admit);
        cancel();
        resolve(true);
      };
      const cancel = clock.schedule(longestMs, () => {
        waiting.delete(admit);
        resolve(false);
      });
      waiting.add(admit);
      return promise;
    },
    leave: () => {
      const [next] = waiting;
      // The next one takes over the room that becomes free.
      if (next) next();
      else taken -= 1;
    },
  };
}
