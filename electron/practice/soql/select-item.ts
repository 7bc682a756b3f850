import type { FieldType as SelectItem } from '@jetstreamapp/soql-parser-js';

/** The path of a field in SELECT, without the alias of the queried object; null for anything but a field. */
export function pathOf(item: SelectItem): string | null {
  if (item.type === 'Field') return item.field;
  return item.type === 'FieldRelationship' ? [...item.relationships, item.field].join('.') : null;
}
