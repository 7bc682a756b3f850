import { flagOf, type Metadata, partOf, partsOf, textOf } from './metadata.ts';
import { MetadataError } from './metadata-error.ts';

/** The choices of a picklist field, and which of them a new record gets. */
export interface SentChoices {
  readonly values: readonly string[];
  readonly restricted: boolean;
  readonly initial: string | undefined;
}

/** Most choices of one field. Source: "Custom Picklist Field Limits" (1,000 values). */
const choicesLimit = 1000;

/**
 * Reads the choices: `valueSet` (since version 38.0) or `picklist` (before). Throws MetadataError when there are none,
 * when one is there twice, or when they would come from a global value set, which the org has none of.
 */
export function readChoices(metadata: Metadata): SentChoices {
  const valueSet = partOf(metadata, 'valueSet');
  const named = valueSet && textOf(valueSet, 'valueSetName');
  if (named !== undefined) {
    const message = `In field: valueSetName - no GlobalValueSet named ${named.slice(0, 100)} found`;
    throw new MetadataError('INVALID_CROSS_REFERENCE_KEY', message, ['valueSetName']);
  }
  const definition = valueSet && partOf(valueSet, 'valueSetDefinition');
  const old = partOf(metadata, 'picklist');
  const entries = definition ? partsOf(definition, 'value') : old ? partsOf(old, 'picklistValues') : [];
  const active = entries.filter((entry) => textOf(entry, 'isActive') !== 'false');
  const values = active.map((entry) => textOf(entry, 'fullName') ?? '');
  if (values.length === 0 || values.includes('')) {
    throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', 'Must specify at least one picklist value', ['valueSet']);
  }
  if (values.length > choicesLimit || new Set(values).size < values.length) {
    const message = `Picklist values must differ, and there can be at most ${choicesLimit}.`;
    throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', message, ['valueSet']);
  }
  const initial = active.find((entry) => flagOf(entry, 'default'));
  return {
    values,
    restricted: valueSet ? flagOf(valueSet, 'restricted') : false,
    initial: initial && textOf(initial, 'fullName'),
  };
}

/** The choices as the API shows them. */
export function showChoices(values: readonly string[], restricted: boolean, initial: unknown): Metadata {
  const value = values.map((name) => ({ fullName: name, default: String(name === initial), label: name }));
  return { restricted: String(restricted), valueSetDefinition: { sorted: 'false', value } };
}
