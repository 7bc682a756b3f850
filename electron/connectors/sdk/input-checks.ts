import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json } from '../../../shared/json/json.ts';
import type { Field } from './field.ts';

/** @throws MillraceError SETTING_REQUIRED or SETTING_WRONG when the form can't mean this. */
export function checkSetting(key: string, field: Field, value: Json): void {
  const { label, control } = field;
  if (isAbsent(value)) {
    if (field.required) throw new MillraceError('SETTING_REQUIRED', { label, field: key });
    return;
  }
  const detail = findSettingFlaw(field, value);
  if (detail !== undefined) throw new MillraceError('SETTING_WRONG', { label, field: key, detail, control });
}

/**
 * A value field's value for one record, in the type the field expects.
 * @throws MillraceError MISSING_INPUT or INVALID_INPUT.
 */
export function checkInput(key: string, field: Field, value: Json): Json {
  const { label } = field;
  if (isAbsent(value)) {
    if (field.required) throw new MillraceError('MISSING_INPUT', { field: label, key });
    return value;
  }
  const detail = findInputFlaw(field, value);
  if (detail !== undefined)
    throw new MillraceError('INVALID_INPUT', { field: label, key, detail, expected: field.expects });
  return value;
}

/** True for a value that counts as not given: nothing, an empty text, an empty map. */
export function isAbsent(value: Json): boolean {
  return value === null || value === '' || (isJsonObject(value) && Object.keys(value).length === 0);
}

function findSettingFlaw({ control, options, minimum, maximum, load }: Field, value: Json): string | undefined {
  switch (control) {
    case 'text':
    case 'longText':
    case 'jsonata':
    case 'file':
    case 'folder':
    case 'condition':
    case 'expression':
      return typeof value === 'string' ? undefined : 'It must be text.';
    case 'toggle':
      return typeof value === 'boolean' ? undefined : 'It must be true or false.';
    case 'choice': {
      if (typeof value !== 'string') return 'It must be one of the choices.';
      if (load !== undefined || !options || options.some((option) => option.value === value)) return undefined;
      return `It must be one of: ${options.map((option) => option.value).join(', ')}.`;
    }
    case 'number':
      if (typeof value !== 'number') return 'It must be a number.';
      if (minimum !== undefined && value < minimum) return `It must be at least ${minimum}.`;
      return maximum !== undefined && value > maximum ? `It must be at most ${maximum}.` : undefined;
    default:
      return undefined;
  }
}

function findInputFlaw({ control, expects }: Field, value: Json): string | undefined {
  if (control === 'values' || control === 'headers') {
    return isJsonObject(value) ? undefined : `It must be a map of names to values, but it is ${describe(value)}.`;
  }
  switch (expects) {
    case 'text':
      return typeof value === 'object' ? `It must be text, but it is ${describe(value)}.` : undefined;
    case 'number':
      return typeof value === 'number' ? undefined : `It must be a number, but it is ${describe(value)}.`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `It must be true or false, but it is ${describe(value)}.`;
    case 'list':
      return Array.isArray(value) ? undefined : `It must be a list, but it is ${describe(value)}.`;
    case 'object':
      return isJsonObject(value) ? undefined : `It must be a map, but it is ${describe(value)}.`;
    default:
      return undefined;
  }
}

function describe(value: Json): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `the ${typeof value === 'string' ? 'text' : typeof value} “${value}”`;
}
