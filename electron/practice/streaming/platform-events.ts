import { createHash } from 'node:crypto';
import type { Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { StoreChange } from '../store/store.ts';
import type { NewEvent } from './event-bus.ts';
import { eventMoment } from './schema-id.ts';

/** Whether the records of an object are messages on `/event/<name>`. */
export function isPlatformEvent(object: Pick<SchemaObject, 'name'>): boolean {
  return object.name.endsWith('__e');
}

/** The UUID an event is known by to publisher and subscriber; it follows from the id its publication was answered with. */
export function eventUuid(id: string): string {
  const hex = createHash('md5').update(`event ${id}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-3${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** What the answer to a creation adds for an event: that it is on its way. Source: Platform Events guide, publishing. */
export function publishNotes(
  object: Pick<SchemaObject, 'name'>,
  id: string,
): readonly { readonly statusCode: string; readonly message: string; readonly fields: readonly string[] }[] {
  return isPlatformEvent(object) ? [{ statusCode: 'OPERATION_ENQUEUED', message: eventUuid(id), fields: [] }] : [];
}

const shownApart = new Set(['Id', 'ReplayId', 'EventUuid']);

function payloadOf(object: SchemaObject, row: Row): Readonly<Record<string, Scalar>> {
  const payload: Record<string, Scalar> = {};
  for (const { name, type } of object.fields) {
    if (shownApart.has(name)) continue;
    const value = row[name] ?? null;
    payload[name] = type === 'datetime' && typeof value === 'string' ? eventMoment(value) : value;
  }
  return payload;
}

/** The events that were published by creating records of event objects. */
export function platformEvents(changes: readonly StoreChange[]): readonly NewEvent[] {
  return changes.flatMap(({ kind, object, id, after }) => {
    if (kind !== 'created' || !after || !isPlatformEvent(object)) return [];
    const body = {
      kind: 'platform',
      object: object.name,
      uuid: eventUuid(id),
      payload: payloadOf(object, after),
    } as const;
    return [{ key: `event/${object.name}` as const, body }];
  });
}
