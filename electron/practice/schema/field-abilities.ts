import type { FieldDefinition } from './field.ts';

function isLongText({ type, length }: FieldDefinition): boolean {
  return (type === 'textarea' && length > 255) || type === 'base64';
}

/** Whether a field may stand in WHERE. */
export function isFilterable(field: FieldDefinition): boolean {
  return !isLongText(field);
}

/** Whether records can be sorted by a field. */
export function isSortable(field: FieldDefinition): boolean {
  return !isLongText(field);
}

/** Whether records can be grouped by a field. */
export function isGroupable(field: FieldDefinition): boolean {
  const { type } = field;
  return !isLongText(field) && type !== 'double' && type !== 'currency' && type !== 'percent' && type !== 'datetime';
}

/** Whether aggregate functions such as MIN take a field. */
export function isAggregatable(field: FieldDefinition): boolean {
  return field.type !== 'boolean' && !isLongText(field);
}
