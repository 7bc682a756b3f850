import type { FieldManifest } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';

/** The setting of `field`, or its default; null where there is neither. Throws SETTING_REQUIRED for a required one. */
export function readSetting(settings: JsonObject, field: FieldManifest): Json {
  const value = settings[field.key] ?? field.default ?? null;
  if (field.required && (value === null || value === '')) {
    throw new MillraceError('SETTING_REQUIRED', { label: field.label, field: field.key });
  }
  return value;
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
