import type { Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import { isPlatformEvent } from '../schema/platform-event.ts';
import { eventUuid } from '../store/publish-notes.ts';
import type { StoreChange } from '../store/store.ts';
import type { NewEvent } from './event-bus.ts';
import { eventMoment } from './schema-id.ts';

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
