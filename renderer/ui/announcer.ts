/** Messages of one live region are joined when they come within this time (ui.md §14). */
export const ANNOUNCE_EVERY_MS = 500;

/** Collects messages and hands them to the one region that shows them. */
export type Announcer = {
  /** Shows `message`: at once when nothing was said lately, else with others at the end of the 500 ms. */
  say: (message: string) => void;
  /** Registers the region; returns how to unregister it. */
  listen: (show: (text: string) => void) => () => void;
};

/** A fresh announcer. A text that equals the last one gets a no-break space, since an unchanged region isn't read. */
export function createAnnouncer(): Announcer {
  let show: ((text: string) => void) | undefined;
  let waiting: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = '';

  const flush = () => {
    timer = undefined;
    if (waiting.length === 0) return;
    const text = waiting.join(' ');
    waiting = [];
    last = text === last ? `${text}\u00a0` : text;
    show?.(last);
    timer = setTimeout(flush, ANNOUNCE_EVERY_MS);
  };

  return {
    say(message) {
      waiting.push(message);
      if (timer === undefined) flush();
    },
    listen(region) {
      show = region;
      return () => {
        if (show === region) show = undefined;
      };
    },
  };
}
