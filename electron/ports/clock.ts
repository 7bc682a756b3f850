/** Time, injected. Engine, connectors, credentials, storage and host know no other. */
export type Clock = {
  /** Wall-clock time in milliseconds since 1970 (UTC). */
  now(): number;
  /** Monotonic milliseconds, for durations; its zero means nothing. */
  monotonic(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls back once after `milliseconds`; the returned function cancels it. */
  schedule(milliseconds: number, callback: () => void): () => void;
  /** Resolves once pending I/O had a turn, so that long pure loops don't hold the host. */
  yield(): Promise<void>;
};
