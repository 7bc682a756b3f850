import type { FieldManifest, StepManifest } from '../connector/manifest.ts';
import { isJsonObject, type Json, type JsonObject } from '../json/json.ts';

/** The value that counts for a field: the setting, else the field's default, else undefined. Reads own keys only. */
export function settingOf(field: FieldManifest, settings: JsonObject): Json | undefined {
  const value = Object.hasOwn(settings, field.key) ? settings[field.key] : undefined;
  return value === undefined ? field.default : value;
}

/** The fields of a step's form that are shown for these settings; a field that depends on a hidden one is hidden. */
export function visibleFields(manifest: Pick<StepManifest, 'fields'>, settings: JsonObject): FieldManifest[] {
  const byKey = new Map(manifest.fields.map((field) => [field.key, field]));
  const isVisible = (field: FieldManifest, depth: number): boolean => {
    if (!field.visibleWhen) return true;
    const other = byKey.get(field.visibleWhen.field);
    // A manifest whose conditions go in a circle would never end; it shows the field.
    if (!other || depth > byKey.size) return true;
    const value = settingOf(other, settings) ?? null;
    return field.visibleWhen.is.includes(value) && isVisible(other, depth + 1);
  };
  return manifest.fields.filter((field) => isVisible(field, 0));
}

/** True for what counts as not filled in: absent, null, blank text, an empty list or map. */
export function isEmptySetting(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/**
 * The entries of a `list` field's value, a plain text being the item that it is the shorthand for; undefined for a value
 * that isn't such a list.
 */
export function entriesOf(
  { shorthand }: Pick<FieldManifest, 'shorthand'>,
  value: Json | undefined,
): JsonObject[] | undefined {
  if (value === undefined || value === null) return [];
  const entries: JsonObject[] = [];
  for (const entry of Array.isArray(value) ? value : [value]) {
    if (isJsonObject(entry) && Array.isArray(value)) entries.push(entry);
    else if (typeof entry === 'string' && shorthand !== undefined) entries.push({ [shorthand]: entry });
    else return undefined;
  }
  return entries;
}

/** True when the form's field must be filled in, given the other settings (of its entry, for an item of a list). */
export function isRequired({ required, optionalWhen }: FieldManifest, settings: JsonObject): boolean {
  if (!required) return false;
  return !optionalWhen?.is.includes(settings[optionalWhen.field] ?? null);
}
