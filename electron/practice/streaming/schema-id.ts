import { createHash } from 'node:crypto';
import type { SchemaObject } from '../schema/object.ts';

/** The id of the form events of an object have: 22 characters, another one once its fields change. */
export function schemaId(object: SchemaObject): string {
  const form = JSON.stringify([object.name, object.fields.map(({ name, type }) => [name, type])]);
  return createHash('md5').update(form).digest('base64url');
}

/** A moment as events carry it: `2026-11-22T10:20:30.000Z` for the `+0000` of records. */
export function eventMoment(moment: string): string {
  return moment.endsWith('+0000') ? `${moment.slice(0, -5)}Z` : moment;
}
