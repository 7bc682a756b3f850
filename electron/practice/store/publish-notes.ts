import { createHash } from 'node:crypto';
import type { SchemaObject } from '../schema/object.ts';
import { isPlatformEvent } from '../schema/platform-event.ts';
import type { RecordError } from './record-error.ts';

/** The UUID an event is known by to publisher and subscriber; it follows from the id its publication was answered with. */
export function eventUuid(id: string): string {
  const hex = createHash('md5').update(`event ${id}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-3${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** What the answer to a creation adds for an event: that it is on its way. Source: Platform Events guide, publishing. */
export function publishNotes(object: Pick<SchemaObject, 'name'>, id: string): readonly RecordError[] {
  return isPlatformEvent(object) ? [{ code: 'OPERATION_ENQUEUED', message: eventUuid(id), fields: [] }] : [];
}
