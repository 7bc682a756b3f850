/** Ids and chance, injected. */
export type Random = {
  /** A new UUID (RFC 9562 version 4, or 7 where order matters). */
  uuid(): string;
  /** A number in [0, 1), for jitter. Never for secrets. */
  fraction(): number;
};
