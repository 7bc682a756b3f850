import { createRandom } from '../random.ts';
import { isJsonObject } from '../store/deserialize.ts';
import type { EventBody, StoredEvent } from './event.ts';
import { EventLog } from './event-log.ts';

/** Where events are retained: a kind of channel and the id or name of what it belongs to. */
export type LogKey = `${'topic' | 'u' | 'event' | 'data'}/${string}`;

const hourMs = 3_600_000;

/** How long events are retained. Source: Streaming API guide, message durability (24 and 72 hours). */
const retentionMs: Readonly<Record<string, number>> = {
  topic: 24 * hourMs,
  u: 24 * hourMs,
  event: 72 * hourMs,
  data: 72 * hourMs,
};

/**
 * Most events of one channel that are saved; older ones count as lost after a restart. All of them would be 40 MB to
 * write each time a few were added.
 */
const saveAtMost = 10_000;

/** An event to be published. */
export interface NewEvent {
  readonly key: LogKey;
  readonly body: EventBody;
}

/** All retained events of an org. Replay ids grow over all channels, with gaps, as the service's do. */
export class EventBus {
  readonly #now: () => Date;
  readonly #logs = new Map<LogKey, EventLog>();
  #lastReplayId = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** The replay id of the newest event; 0 before the first. */
  get lastReplayId(): number {
    return this.#lastReplayId;
  }

  /** Retains an event and returns its replay id. */
  append({ key, body }: NewEvent): number {
    // The gap follows from the last id alone, so that it need not be kept.
    this.#lastReplayId += createRandom(this.#lastReplayId).integer(1, 4);
    const log = this.#logs.get(key) ?? new EventLog();
    this.#logs.set(key, log);
    log.append({ replayId: this.#lastReplayId, at: this.#now().getTime(), body });
    this.#expire(key, log);
    return this.#lastReplayId;
  }

  /** At most `limit` events of some logs with a greater replay id, in order. */
  after(keys: readonly LogKey[], replayId: number, limit: number): readonly StoredEvent[] {
    const [only] = keys;
    if (keys.length === 1 && only !== undefined) return this.#log(only)?.after(replayId, limit) ?? [];
    return keys
      .flatMap((key) => this.#log(key)?.after(replayId, limit) ?? [])
      .toSorted((left, right) => left.replayId - right.replayId)
      .slice(0, limit);
  }

  /** Whether one of some logs retains the event with this replay id. */
  has(keys: readonly LogKey[], replayId: number): boolean {
    return keys.some((key) => this.#log(key)?.has(replayId) ?? false);
  }

  /** Forgets the events of some logs up to a replay id and returns how many. */
  dropUpTo(keys: readonly LogKey[], replayId: number): number {
    return keys.reduce((sum, key) => sum + (this.#log(key)?.dropUpTo(replayId) ?? 0), 0);
  }

  /** The logs there are. */
  keys(): readonly LogKey[] {
    return [...this.#logs.keys()];
  }

  /** Forgets all events and counts from the start. */
  clear(): void {
    this.#logs.clear();
    this.#lastReplayId = 0;
  }

  /** The newest 10,000 events of each log, as plain JSON data. */
  save(): unknown {
    return {
      lastReplayId: this.#lastReplayId,
      logs: this.keys().map((key) => [key, this.#log(key)?.newest(saveAtMost) ?? []]),
    };
  }

  /** Takes up what `save` gave. Throws TypeError when it does not fit. */
  load(saved: unknown): void {
    if (!isJsonObject(saved) || typeof saved.lastReplayId !== 'number' || !Array.isArray(saved.logs)) {
      throw new TypeError('The stored events do not have their form.');
    }
    this.clear();
    this.#lastReplayId = saved.lastReplayId;
    for (const [key, events] of saved.logs as readonly [LogKey, readonly StoredEvent[]][]) {
      const log = new EventLog();
      for (const event of events) log.append(event);
      this.#logs.set(key, log);
    }
  }

  #log(key: LogKey): EventLog | undefined {
    const log = this.#logs.get(key);
    if (log) this.#expire(key, log);
    return log;
  }

  #expire(key: LogKey, log: EventLog): void {
    log.expire(this.#now().getTime() - (retentionMs[key.slice(0, key.indexOf('/'))] ?? 0));
  }
}
