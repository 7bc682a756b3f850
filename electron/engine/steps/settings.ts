import type { FieldManifest } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { entriesOf } from '../../../shared/flow/step-settings.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';

/** The setting of `field`, or its default; null where there is neither. Throws SETTING_REQUIRED for a required one. */
export function readSetting(settings: JsonObject, field: FieldManifest): Json {
  const value = settings[field.key] ?? field.default ?? null;
  return field.required && (value === null || value === '') ? refuseMissing(field) : value;
}

function refuseMissing(field: FieldManifest): never {
  throw new MillraceError('SETTING_REQUIRED', { label: field.label, field: field.key });
}

/** The setting of `field` as text. Throws SETTING_REQUIRED or SETTING_WRONG. */
export function readText(settings: JsonObject, field: FieldManifest): string {
  const value = readSetting(settings, field) ?? '';
  return typeof value === 'string' ? value : refuseSetting(field, 'this must be text.');
}

/** The setting of `field` as a whole number from its `minimum` up. Throws SETTING_REQUIRED or SETTING_WRONG. */
export function readWholeNumber(settings: JsonObject, field: FieldManifest): number {
  const value = readSetting(settings, field);
  const least = field.minimum ?? Number.MIN_SAFE_INTEGER;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  return refuseSetting(field, `this must be a whole number from ${least} up.`);
}

/** The setting of `field` as one of its options' values. Throws SETTING_REQUIRED or SETTING_WRONG. */
export function readChoice<const Choice extends string>(
  settings: JsonObject,
  field: FieldManifest,
  choices: readonly Choice[],
): Choice {
  const value = readSetting(settings, field);
  const chosen = choices.find((choice) => choice === value);
  return chosen ?? refuseSetting(field, `this must be one of ${choices.join(', ')}.`);
}

/** One entry of a `list` setting: its values, and the dotted key of the entry (`by.0`). */
export type ListEntry = { values: JsonObject; path: string };

/** The entries of a `list` setting. Throws SETTING_REQUIRED or SETTING_WRONG. */
export function readList(settings: JsonObject, field: FieldManifest): ListEntry[] {
  const entries = entriesOf(field, readSetting(settings, field));
  if (!entries) return refuseSetting(field, `this must be a list with an object for each ${field.itemLabel}.`);
  if (field.required && entries.length === 0) return refuseMissing(field);
  return entries.map((values, index) => ({ values, path: `${field.key}.${index}` }));
}

/** The text at `item` of a list's entry, trimmed of nothing; empty where there is none. Throws SETTING_WRONG. */
export function readItemText({ values, path }: ListEntry, list: FieldManifest, item: FieldManifest): string {
  const value = values[item.key] ?? item.default ?? '';
  const at = `${path}.${item.key}`;
  if (typeof value !== 'string') return refuseSetting(list, `“${item.label}” must be text.`, at);
  if (value.trim() === '' && item.required) {
    return refuseSetting(list, `each ${list.itemLabel} needs its “${item.label}”.`, at);
  }
  return value;
}

/** The choice at `item` of a list's entry. Throws SETTING_WRONG. */
export function readItemChoice<const Choice extends string>(
  entry: ListEntry,
  list: FieldManifest,
  item: FieldManifest,
  choices: readonly Choice[],
): Choice {
  const value = readItemText(entry, list, item);
  const chosen = choices.find((choice) => choice === value);
  const detail = `“${item.label}” must be one of ${choices.join(', ')}.`;
  return chosen ?? refuseSetting(list, detail, `${entry.path}.${item.key}`);
}

/** Throws SETTING_WRONG for `field`; `detail` is a sentence, `path` the dotted key of the part that is wrong. */
export function refuseSetting(field: FieldManifest, detail: string, path: string = field.key): never {
  throw new MillraceError('SETTING_WRONG', { label: field.label, detail, field: path });
}

/** Runs `compile` so that an expression it refuses says which setting holds it. */
export function compileSetting<Compiled>(path: string, compile: () => Compiled): Compiled {
  try {
    return compile();
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    throw new MillraceError(thrown.code, { ...thrown.data, field: path }, { cause: thrown });
  }
}
