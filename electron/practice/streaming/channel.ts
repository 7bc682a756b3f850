import type { Access } from '../access/access.ts';
import type { Row } from '../schema/object.ts';
import { isPlatformEvent } from '../schema/platform-event.ts';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store/store.ts';
import { changeEventName, isCaptured } from './change-events.ts';
import type { EventBus, LogKey } from './event-bus.ts';
import type { TopicWatcher } from './topic-events.ts';

/** A channel as one subscriber named it. */
export interface Channel {
  /** As subscribed, with its filter. */
  readonly name: string;
  /** Without the filter; what replay positions are told by. */
  readonly base: string;
  /** The logs its events are in, at this moment. */
  readonly keys: () => readonly LogKey[];
  /** Whether an event with these values passes the filter. */
  readonly accepts: (values: Row) => boolean;
}

/** A refusal in Bayeux form: `400::The channel …`. */
export class BayeuxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BayeuxError';
  }
}

/** What channels are looked up in. */
export interface ChannelContext {
  readonly store: Store;
  readonly access: Access;
  readonly bus: EventBus;
  readonly topics: TopicWatcher;
  readonly now: () => Date;
}

const unknownChannel = (name: string) =>
  new BayeuxError(`400::The channel you requested to subscribe to does not exist {${name.slice(0, 500)}}`);

const everything = () => true;

/** The row whose Name is exactly this text; text that differs only in case is no match. */
function findNamed(store: Store, schema: Schema, objectName: string, name: string): Row | 'other case' | null {
  const object = schema.find(objectName);
  if (!object) return null;
  const table = store.table(object);
  const rows = table.findBy('Name', name).map((id) => table.find(id));
  return rows.find((row) => row?.Name === name) ?? (rows.length > 0 ? 'other case' : null);
}

function readFilter(filter: string, selected: readonly string[]): (values: Row) => boolean {
  if (filter === '') return everything;
  const wanted = [...new URLSearchParams(filter)].map(([name, value]) => {
    const field = selected.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    return { name, field, value };
  });
  const missing = wanted.filter(({ field }) => field === undefined).map(({ name }) => name);
  if (missing.length > 0) {
    throw new BayeuxError(`400::Query fields ${missing.join(', ').slice(0, 500)} do not exist on the topic entity`);
  }
  return (values) => wanted.every(({ field, value }) => String(values[field ?? ''] ?? '') === value);
}

function findTopic(context: ChannelContext, schema: Schema, name: string, base: string, filter: string): Channel {
  const { store, topics } = context;
  if (!schema.find('PushTopic')) throw new BayeuxError('403::User not enabled for streaming');
  const row = findNamed(store, schema, 'PushTopic', base.slice('/topic/'.length));
  if (row === null || row === 'other case' || row.IsActive !== true) throw unknownChannel(base);
  const query = topics.queryOf(row, context.now());
  if (!query) throw unknownChannel(base);
  const seen = schema.find(query.object.name);
  if (!seen) throw new BayeuxError('403::Subscriber does not have access to the entity in this topic');
  if (query.filtered.some((field) => !seen.fieldByName.has(field.toLowerCase()))) {
    const which = 'fields referenced in the where clause of the PushTopic';
    throw new BayeuxError(`403::Subscriber does not have access to all ${which}`);
  }
  const keys: readonly LogKey[] = [`topic/${String(row.Id)}`];
  return { name, base, keys: () => keys, accepts: readFilter(filter, query.selected) };
}

function findGeneric({ store }: ChannelContext, schema: Schema, name: string): Channel {
  if (!schema.find('StreamingChannel')) throw new BayeuxError('403::No access on channel');
  const row = findNamed(store, schema, 'StreamingChannel', name);
  if (row === 'other case') throw new BayeuxError('404::channel names may not vary only by case');
  if (row === null) throw unknownChannel(name);
  const keys: readonly LogKey[] = [`u/${String(row.Id)}`];
  return { name, base: name, keys: () => keys, accepts: everything };
}

function findPlatform(schema: Schema, name: string): Channel {
  const object = schema.find(name.slice('/event/'.length));
  if (!object || !isPlatformEvent(object)) throw unknownChannel(name);
  const keys: readonly LogKey[] = [`event/${object.name}`];
  return { name, base: name, keys: () => keys, accepts: everything };
}

function findChanges({ access, bus }: ChannelContext, schema: Schema, userId: string, name: string): Channel {
  const wanted = name.slice('/data/'.length).toLowerCase();
  if (wanted === 'changeevents') {
    if (!access.has(userId, 'ModifyAllData')) {
      throw new BayeuxError('403::User not allowed to subscribe CDC without View All Data permissions');
    }
    const keys = () => bus.keys().filter((key) => key.startsWith('data/'));
    return { name, base: name, keys, accepts: everything };
  }
  const object = schema.objects.find((candidate) => changeEventName(candidate).toLowerCase() === wanted);
  if (!object || !isCaptured(object)) throw unknownChannel(name);
  const keys: readonly LogKey[] = [`data/${object.name}`];
  return { name, base: name, keys: () => keys, accepts: everything };
}

/** Finds a channel for a user. Throws BayeuxError when there is none of that name or the user may not see it. */
export function findChannel(context: ChannelContext, userId: string, name: string): Channel {
  if (name === '') throw new BayeuxError('400::Channel name not specified');
  if (!name.startsWith('/')) throw new BayeuxError("400::Channel subscriptions must start with a leading '/'");
  const schema = context.access.schemaFor(userId);
  const mark = name.indexOf('?');
  const base = mark === -1 ? name : name.slice(0, mark);
  if (base.startsWith('/topic/')) {
    return findTopic(context, schema, name, base, mark === -1 ? '' : name.slice(mark + 1));
  }
  if (mark !== -1) throw unknownChannel(name);
  if (name.startsWith('/u/')) return findGeneric(context, schema, name);
  if (name.startsWith('/event/')) return findPlatform(schema, name);
  if (name.startsWith('/data/')) return findChanges(context, schema, userId, name);
  throw unknownChannel(name);
}
