import type { Schema } from '../schema/schema.ts';
import { changePath, isChangeField, showChangeFields } from './change-fields.ts';
import type { Channel } from './channel.ts';
import type { EventBody, StoredEvent } from './event.ts';
import { schemaId } from './schema-id.ts';

/** Who looks at an event. */
export interface Viewer {
  readonly userId: string;
  /** What of the org they may see. */
  readonly schema: Schema;
}

type Body<Kind extends EventBody['kind']> = Extract<EventBody, { kind: Kind }>;

function keepKnown<Value>(values: Readonly<Record<string, Value>>, known: ReadonlySet<string>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => known.has(name)));
}

function showTopic({ replayId, at }: StoredEvent, body: Body<'topic'>, channel: Channel, viewer: Viewer): unknown {
  const object = viewer.schema.find(body.object);
  if (!object || !channel.accepts(body.values)) return null;
  const known = new Set(object.fields.map(({ name }) => name));
  const sobject = body.type === 'deleted' ? { Id: body.values.Id } : keepKnown(body.values, known);
  return { event: { createdDate: new Date(at).toISOString(), replayId, type: body.type }, sobject };
}

/** Source of the members: Change Data Capture guide, `ChangeEventHeader`. */
function showChange({ replayId }: StoredEvent, body: Body<'change'>, { schema }: Viewer): unknown {
  const object = schema.find(body.object);
  if (!object) return null;
  const { changeType, recordIds, userId, sequenceNumber, transaction, values } = body;
  const seen = Object.entries(values).filter(
    ([name, value]) =>
      object.fieldByName.has(name.toLowerCase()) &&
      isChangeField(object, name) &&
      (changeType === 'UPDATE' || value !== null),
  );
  const paths = (entries: typeof seen) => entries.map(([name]) => changePath(object, name));
  const header = {
    entityName: body.object,
    recordIds,
    changeType,
    changeOrigin: transaction.origin,
    transactionKey: transaction.key,
    sequenceNumber,
    commitTimestamp: transaction.timestamp,
    commitUser: userId,
    commitNumber: transaction.commitNumber,
    ...(changeType === 'UPDATE'
      ? { changedFields: paths(seen), nulledFields: paths(seen.filter(([, value]) => value === null)) }
      : {}),
  };
  const payload = { ChangeEventHeader: header, ...showChangeFields(object, Object.fromEntries(seen)) };
  return { schema: schemaId(object), payload, event: { replayId } };
}

function showPlatform({ replayId }: StoredEvent, body: Body<'platform'>, { schema }: Viewer): unknown {
  const object = schema.find(body.object);
  if (!object) return null;
  const known = new Set(object.fields.map(({ name }) => name));
  const payload = keepKnown(body.payload, known);
  return { schema: schemaId(object), payload, event: { EventUuid: body.uuid, replayId } };
}

/**
 * The `data` of an event as someone gets it: without fields they may not see. Null when it is not for them: the filter
 * of the channel does not let it pass, it was pushed to others, or the object is hidden from them.
 */
export function showEvent(event: StoredEvent, channel: Channel, viewer: Viewer): unknown {
  const { body } = event;
  switch (body.kind) {
    case 'topic':
      return showTopic(event, body, channel, viewer);
    case 'generic': {
      if (body.userIds && !body.userIds.includes(viewer.userId)) return null;
      const { replayId } = event;
      return { event: { createdDate: new Date(event.at).toISOString(), replayId }, payload: body.payload };
    }
    case 'platform':
      return showPlatform(event, body, viewer);
    case 'change':
      return showChange(event, body, viewer);
  }
}
