import type { AuthSchemeManifest, ConnectorManifest, FieldManifest } from '../../shared/connector/manifest.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';

/** A connection as it is being typed. */
export type ConnectionDraft = {
  name: string;
  description: string;
  fields: JsonObject;
  secrets: Record<string, string>;
};

/** Errors by field key; `name` for the connection's name. */
export type DraftErrors = Record<string, string>;

/** What an empty form starts from: the fields' defaults. */
export function emptyDraft(connector: ConnectorManifest, scheme: AuthSchemeManifest): ConnectionDraft {
  const fields: JsonObject = {};
  for (const field of formFields(connector, scheme)) {
    if (!field.secret && field.default !== undefined) fields[field.key] = field.default;
  }
  return { name: '', description: '', fields, secrets: {} };
}

/** All fields of a scheme, those of the connector first. */
export function formFields(connector: ConnectorManifest, scheme: AuthSchemeManifest): FieldManifest[] {
  return [...connector.common, ...scheme.fields];
}

/** True while a field applies to what was typed so far. */
export function isVisible(field: FieldManifest, fields: JsonObject): boolean {
  if (!field.visibleWhen) return true;
  const value = fields[field.visibleWhen.field] ?? null;
  return field.visibleWhen.is.some((wanted) => wanted === value);
}

/** What keeps the draft from being tested. `stored` are secrets that are kept already and may stay empty. */
export function findDraftErrors(
  draft: ConnectionDraft,
  manifest: { connector: ConnectorManifest; scheme: AuthSchemeManifest },
  taken: Iterable<string>,
  stored: ReadonlySet<string> = new Set(),
): DraftErrors {
  const errors: DraftErrors = {};
  const name = draft.name.trim();
  if (name === '') errors.name = 'A connection needs a name.';
  else if ([...taken].some((other) => other.toLowerCase() === name.toLowerCase())) {
    errors.name = `There is already a connection called “${name}”.`;
  }
  for (const field of formFields(manifest.connector, manifest.scheme)) {
    if (!isVisible(field, draft.fields)) continue;
    const isRequired = field.required || (field.visibleWhen !== undefined && !field.secret);
    if (!isRequired) continue;
    const isEmpty = field.secret
      ? (draft.secrets[field.key] ?? '') === '' && !stored.has(field.key)
      : isBlank(draft.fields[field.key]);
    if (isEmpty) errors[field.key] = `${field.label} is required.`;
  }
  return errors;
}

/** What is sent to the host: only fields that apply, only secrets that were typed. */
export function draftToInput(
  draft: ConnectionDraft,
  manifest: { connector: ConnectorManifest; scheme: AuthSchemeManifest },
): { name: string; description: string; fields: JsonObject; secrets: Record<string, string> } {
  const fields: JsonObject = {};
  const secrets: Record<string, string> = {};
  for (const field of formFields(manifest.connector, manifest.scheme)) {
    if (!isVisible(field, draft.fields)) continue;
    if (field.secret) {
      const secret = draft.secrets[field.key];
      if (secret) secrets[field.key] = secret;
      continue;
    }
    const value = draft.fields[field.key];
    if (value !== undefined && !isBlank(value)) fields[field.key] = typeof value === 'string' ? value.trim() : value;
  }
  return { name: draft.name.trim(), description: draft.description.trim(), fields, secrets };
}

function isBlank(value: Json | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
