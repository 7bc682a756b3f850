import type { Access } from '../access/access.ts';
import type { OrgArea } from '../areas.ts';
import type { Store, StoreChange } from '../store/store.ts';
import { EventAllowance } from './allowance.ts';
import { changeEvents, type Writer } from './change-events.ts';
import { type ChannelContext, findChannel } from './channel.ts';
import { type StreamingClient, StreamingClients } from './clients.ts';
import { Drops } from './drops.ts';
import { EventBus, type LogKey, type NewEvent } from './event-bus.ts';
import { platformEvents } from './platform-events.ts';
import { checkPushTopic } from './push-topic.ts';
import { showEvent } from './show-event.ts';
import { checkStreamingChannel } from './streaming-channel.ts';
import { TopicWatcher } from './topic-events.ts';

/** How long the service holds a connect, in milliseconds. Source: Streaming API guide, "Clients and Timeouts". */
export const usualTimeoutMs = 110_000;

/** Most events one answer brings; the next connect brings the others. */
const answerLimit = 1_000;

/** An event on its way to a client. */
export type DeliveredEvent = {
  readonly clientId?: string;
  readonly channel: string;
  readonly data: unknown;
};

/** The streaming part of an org: turns changes into events, retains them, and knows who listens. */
export class Streaming implements OrgArea {
  readonly name = 'streaming';
  readonly bus: EventBus;
  readonly clients: StreamingClients;
  readonly topics: TopicWatcher;
  readonly drops = new Drops();
  readonly allowance: EventAllowance;
  /** How long a connect waits for events, in milliseconds. */
  timeoutMs = usualTimeoutMs;
  readonly #context: ChannelContext;
  readonly #changed: () => void;
  #writer: Writer | null = null;
  #commits = 0;
  #isSilent = false;

  /** `changed` is told after each change, so that the state can be kept. */
  constructor(store: Store, access: Access, now: () => Date, changed: () => void) {
    this.bus = new EventBus(now);
    this.clients = new StreamingClients(now);
    this.allowance = new EventAllowance(now);
    this.topics = new TopicWatcher(store);
    this.#context = { store, access, now, bus: this.bus, topics: this.topics };
    this.#changed = changed;
    store.addCheck(({ object, after, userId, origin }) => {
      this.#writer = { userId, origin: origin ?? '' };
      if (!after) return [];
      if (object.name === 'PushTopic') return checkPushTopic(store, access.schemaFor(userId), after, now());
      return object.name === 'StreamingChannel' ? checkStreamingChannel(after) : [];
    });
    store.onCommit((changes) => this.#announce(changes));
  }

  /** Lets records change without events; what a new org does while it is filled. */
  silently(work: () => void): void {
    this.#isSilent = true;
    try {
      work();
    } finally {
      this.#isSilent = false;
    }
  }

  #announce(changes: readonly StoreChange[]): void {
    const writer = this.#writer;
    this.#writer = null;
    if (this.#isSilent) return;
    const now = this.#context.now();
    this.#commits += 1;
    this.publish([
      ...this.topics.events(changes, now),
      ...changeEvents(changes, writer, now, now.getTime() * 1000 + (this.#commits % 1000)),
      ...platformEvents(changes),
    ]);
  }

  /** Retains events and wakes those who listen; returns their replay ids. */
  publish(events: readonly NewEvent[]): readonly number[] {
    if (events.length === 0) return [];
    const replayIds = events.map((event) => this.bus.append(event));
    this.#changed();
    const keys = new Set<LogKey>(events.map(({ key }) => key));
    for (const client of this.clients.list()) {
      const listens = [...client.subscriptions.values()].some(({ channel }) =>
        channel.keys().some((key) => keys.has(key)),
      );
      if (listens) client.hold?.wake();
    }
    return replayIds;
  }

  /** Lets every held connect look for events again. */
  wakeAll(): void {
    for (const client of this.clients.list()) client.hold?.wake();
  }

  /**
   * Subscribes a client from a replay id on (-1 new events only, -2 all retained ones, any other those after it).
   * Without one, a channel already subscribed goes on and another begins with new events. Throws BayeuxError when
   * there is no such channel for the user; returns false for a replay id that names no retained event.
   */
  subscribe(client: StreamingClient, name: string, replayId: number | null): boolean {
    const channel = findChannel(this.#context, client.userId, name);
    const known = client.subscriptions.get(name);
    const position = this.#startOf(channel.keys(), replayId ?? -1);
    if (position === null) return false;
    client.subscriptions.set(name, { channel, position: replayId === null && known ? known.position : position });
    client.hold?.wake();
    return true;
  }

  #startOf(keys: readonly LogKey[], replayId: number): number | null {
    if (replayId === -1) return this.bus.lastReplayId;
    if (replayId === -2) return 0;
    return this.bus.has(keys, replayId) ? replayId : null;
  }

  /** Takes the events a client has not got yet, oldest first; they count as delivered. */
  take(client: StreamingClient): readonly DeliveredEvent[] {
    const schema = this.#context.access.schemaFor(client.userId);
    const viewer = { userId: client.userId, schema };
    const taken: DeliveredEvent[] = [];
    const open = [...client.subscriptions.values()].filter((known) => !this.drops.holdsBack(client, known));
    const most = Math.min(answerLimit, this.allowance.remaining);
    while (taken.length < most) {
      const waiting = open
        .flatMap((known) =>
          this.bus.after(known.channel.keys(), known.position, most).map((event) => ({ known, event })),
        )
        .toSorted((left, right) => left.event.replayId - right.event.replayId);
      if (waiting.length === 0) break;
      // Beyond `most` the lists may have holes: a log with more events than were read.
      for (const { known, event } of waiting.slice(0, most)) {
        if (taken.length >= most) break;
        known.position = event.replayId;
        const data = showEvent(event, known.channel, viewer);
        if (data === null) continue;
        const { name } = known.channel;
        taken.push(
          event.body.kind === 'topic' ? { clientId: client.id, channel: name, data } : { channel: name, data },
        );
      }
    }
    this.allowance.count(taken.length);
    return taken;
  }

  /** The logs of a channel named by an administrator. Throws BayeuxError when there is none. */
  logsOf(name: string, userId: string): readonly LogKey[] {
    return findChannel(this.#context, userId, name).keys();
  }

  /** Tells that events were dropped or the like, so that the state is kept. */
  touched(): void {
    this.#changed();
  }

  /** Forgets events, clients, dropped streams and the day's count. */
  reset(): void {
    this.bus.clear();
    this.clients.forgetAll('forgotten');
    this.drops.clear();
    this.allowance.clear();
    this.topics.clear();
    this.#writer = null;
  }

  save(): unknown {
    return this.bus.save();
  }

  load(saved: unknown): void {
    this.bus.load(saved);
  }

  /** Ends everything held; what a stopping org does. */
  stop(): void {
    this.clients.forgetAll('stopping');
  }
}
