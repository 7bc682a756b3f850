import type { FieldDefinition, Scalar } from '../../schema/field.ts';

/** A value as bulk results write it: null is empty, moments end in `Z`. */
export function cellText(field: FieldDefinition, value: Scalar): string {
  if (value === null) return '';
  return field.type === 'datetime' ? String(value).replace(/\+0000$/, 'Z') : String(value);
}
