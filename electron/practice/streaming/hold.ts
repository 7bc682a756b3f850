/**
 * Why a held connect ends: its time is up, the client disconnected, sent another connect or was forgotten, its session
 * ended, the day's events are used up, the caller's connection closed or is to be cut, or the org stops.
 */
export type HoldEnd =
  | 'timeout'
  | 'disconnected'
  | 'replaced'
  | 'forgotten'
  | 'expired'
  | 'limit'
  | 'gone'
  | 'cut'
  | 'stopping';

/** A connect that waits for events. */
export class Hold {
  /** Whether the session it was sent with is still in force. */
  readonly isAuthentic: () => boolean;
  #end: HoldEnd | null = null;
  #isWoken = false;
  #proceed: () => void = () => {};

  constructor(isAuthentic: () => boolean) {
    this.isAuthentic = isAuthentic;
  }

  /** Lets the waiter look for events. */
  wake(): void {
    this.#isWoken = true;
    this.#proceed();
  }

  /** Ends the hold; the first reason counts. */
  finish(end: HoldEnd): void {
    this.#end ??= end;
    this.#proceed();
  }

  /** Resolves with the reason once the hold has ended, and with null each time it is woken before. */
  async next(): Promise<HoldEnd | null> {
    if (this.#end === null && !this.#isWoken) {
      await new Promise<void>((resolve) => {
        this.#proceed = resolve;
      });
    }
    this.#isWoken = false;
    return this.#end;
  }
}
