import type { SchemaObject } from './object.ts';

/** The id of the record type every object has, `Master`. The same in all orgs. */
export const masterRecordTypeId = '012000000000000AAA';

/** The record types of an object as describe tells them: the org has no others than `Master`. */
export function describeRecordTypes(object: SchemaObject, base: string): Record<string, unknown>[] {
  const layout = `${base}/sobjects/${object.name}/describe/layouts/${masterRecordTypeId}`;
  return [
    {
      active: true,
      available: true,
      defaultRecordTypeMapping: true,
      developerName: 'Master',
      master: true,
      name: 'Master',
      recordTypeId: masterRecordTypeId,
      urls: { layout },
    },
  ];
}
