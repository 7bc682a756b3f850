import { refuse } from '../control/settings.ts';
import { practiceUsers } from '../identity.ts';
import type { Org } from '../org.ts';
import type { Scalar } from '../schema/field.ts';
import { isJsonObject, readDraft } from '../store/deserialize.ts';
import { createRecord } from '../store/records.ts';
import { BayeuxError } from './channel.ts';
import type { ChangeType, EventBody } from './event.ts';
import type { LogKey } from './event-bus.ts';
import { makeTransactionKey } from './transaction-key.ts';

/** The administrator, as whom controls act. */
const [{ id: actor }] = practiceUsers;

/** The logs of a channel. Throws ApiError 400 when there is none. */
export function controlledLogs(org: Org, channel: string): readonly LogKey[] {
  try {
    return org.streaming.logsOf(channel, actor);
  } catch (error) {
    if (error instanceof BayeuxError) throw refuse(`channel: ${error.message.replace(/^\d+::/, '')}`);
    throw error;
  }
}

function readScalars(payload: unknown): Readonly<Record<string, Scalar>> {
  const isScalar = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value);
  if (isJsonObject(payload) && Object.values(payload).every(isScalar)) return payload as Record<string, Scalar>;
  throw refuse('payload must be an object of fields for this channel.');
}

function readRecordIds(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((id) => typeof id === 'string')) return value;
  throw refuse('ChangeEventHeader.recordIds must be a list of ids.');
}

function readChangeType(value: unknown): ChangeType {
  const type = (['CREATE', 'UPDATE', 'DELETE', 'UNDELETE'] as const).find((known) => known === (value ?? 'UPDATE'));
  if (type) return type;
  throw refuse('ChangeEventHeader.changeType must be CREATE, UPDATE, DELETE or UNDELETE.');
}

/** A change event of given fields, such as `{"Name":"Acme","ChangeEventHeader":{"recordIds":["001…"]}}`. */
function changeBody(org: Org, key: LogKey, payload: unknown): EventBody {
  if (!isJsonObject(payload)) throw refuse('payload must be an object of fields for this channel.');
  const { ChangeEventHeader: given, ...fields } = payload;
  const header = isJsonObject(given) ? given : {};
  const object = org.access.schemaFor(actor).need(key.slice('data/'.length));
  const timestamp = Math.floor(org.now().getTime() / 1000) * 1000;
  return {
    kind: 'change',
    object: object.name,
    changeType: readChangeType(header.changeType),
    recordIds: readRecordIds(header.recordIds),
    userId: actor,
    sequenceNumber: 1,
    transaction: { key: makeTransactionKey(), origin: '', timestamp, commitNumber: org.now().getTime() * 1000 },
    values: Object.fromEntries(readDraft(object, fields)),
  };
}

function topicBody(org: Org, key: LogKey, payload: unknown): EventBody {
  const values = readScalars(payload);
  const table = org.store.table(org.store.schema.need('PushTopic'));
  const row = table.find(key.slice('topic/'.length));
  const query = row && org.streaming.topics.queryOf(row, org.now());
  if (!query) throw refuse('The query of this topic no longer fits the objects of the org.');
  return { kind: 'topic', object: query.object.name, type: 'created', values };
}

/** Publishes one event as an administrator would. Platform events take the way every publisher's take. */
function publishOne(org: Org, key: LogKey, payload: unknown): void {
  if (key.startsWith('event/')) {
    const schema = org.access.schemaFor(actor);
    const object = schema.need(key.slice('event/'.length));
    const writer = { userId: actor, now: org.now(), schema };
    const result = createRecord(org.store, object, readDraft(object, payload), writer);
    if (!result.success) throw refuse(`payload: ${result.errors[0].message}`);
    return;
  }
  if (key.startsWith('u/')) {
    if (typeof payload !== 'string') throw refuse('payload must be a text for this channel.');
    org.streaming.publish([{ key, body: { kind: 'generic', payload } }]);
  } else {
    const body = key.startsWith('data/') ? changeBody(org, key, payload) : topicBody(org, key, payload);
    org.streaming.publish([{ key, body }]);
  }
}

/** Publishes payloads on a channel, all of them `count` times, and returns the replay ids of the first and the last. */
export function publishOn(
  org: Org,
  channel: string,
  payloads: readonly unknown[],
  count: number,
): { readonly published: number; readonly lastReplayId: number } {
  const keys = controlledLogs(org, channel);
  const [key] = keys;
  if (channel.toLowerCase() === '/data/changeevents' || key === undefined) {
    throw refuse('channel must be that of one object, such as /data/AccountChangeEvent.');
  }
  for (let round = 0; round < count; round += 1) for (const payload of payloads) publishOne(org, key, payload);
  return { published: count * payloads.length, lastReplayId: org.streaming.bus.lastReplayId };
}
