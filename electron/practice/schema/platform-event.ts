import type { SchemaObject } from './object.ts';

/** Whether the records of an object are messages on `/event/<name>`. */
export function isPlatformEvent(object: Pick<SchemaObject, 'name'>): boolean {
  return object.name.endsWith('__e');
}
