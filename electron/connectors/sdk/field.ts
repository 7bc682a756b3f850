import type { FieldControl, FieldManifest } from '../../../shared/connector/manifest.ts';
import type { Json } from '../../../shared/json/json.ts';

/** A field without its key, which is the name it stands under. */
export type Field = Omit<FieldManifest, 'key'>;

/** The fields of a form, in the order they are shown. */
export type Fields = Readonly<Record<string, Field>>;

type Details = Omit<Field, 'label' | 'control'>;
type Option = { value: string; label: string; help?: string };

const make =
  (control: FieldControl) =>
  (label: string, details: Details = {}): Field => ({ label, control, ...details });

/** Makers of fields: schema, label and widget in one. `value` and `map` take `{{ expressions }}`, the others don't. */
export const field = {
  text: make('text'),
  number: make('number'),
  toggle: make('toggle'),
  file: make('file'),
  value: make('value'),
  longValue: make('longValue'),
  map: make('values'),
  headers: make('headers'),
  json: make('json'),
  /** A secret: it is stored sealed and never shown again. */
  secret: (label: string, details: Details = {}): Field => ({ label, control: 'text', secret: true, ...details }),
  choice: (label: string, options: Option[], details: Details & { default?: Json } = {}): Field => ({
    label,
    control: 'choice',
    options,
    ...details,
  }),
};

/** The fields as the manifest lists them. */
export function listFields(fields: Fields): FieldManifest[] {
  return Object.entries(fields).map(([key, declared]) => ({ key, ...declared }));
}

/** Keys of the secrets that the fields hold: typed ones, and the contents of files. */
export function listSecretKeys(fields: Fields): Set<string> {
  const entries = Object.entries(fields);
  return new Set(
    entries.flatMap(([key, { secret, keptAs }]) => (secret ? [key] : keptAs === undefined ? [] : [keptAs])),
  );
}
