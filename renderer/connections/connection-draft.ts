import {
  type AuthSchemeManifest,
  type ConnectorManifest,
  type FieldManifest,
  NAMED_SCHEME,
} from '../../shared/connector/manifest.ts';
import type { MillraceError } from '../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import { findKeyStoreErrors, findNeedless, type KeyStoreReading } from './key-stores.ts';
import { findAddressError } from './sign-in-address.ts';
import { guideOf } from './sign-in-guides.ts';

/** What was typed for a sign-in. */
export type SignInDraft = {
  fields: JsonObject;
  secrets: Record<string, string>;
  /** What was read of chosen key stores, by field key. */
  keyStores?: Record<string, KeyStoreReading>;
};

/** A connection as it is being typed. */
export type ConnectionDraft = SignInDraft & { name: string; description: string };

/** The connector and the way to sign in to it that a draft is for. */
export type SignInManifest = { connector: ConnectorManifest; scheme: AuthSchemeManifest };

/** Errors by field key; `name` for the connection's name. */
export type DraftErrors = Record<string, string>;

/** What an empty form starts from: the fields' defaults. */
export function emptyDraft(connector: ConnectorManifest, scheme: AuthSchemeManifest): ConnectionDraft {
  return { name: '', description: '', ...emptySignIn(connector, scheme) };
}

/** A sign-in of which nothing was typed yet: the fields' defaults. */
export function emptySignIn(connector: ConnectorManifest, scheme: AuthSchemeManifest): SignInDraft {
  const fields: JsonObject = {};
  for (const field of formFields(connector, scheme)) {
    if (!field.secret && field.default !== undefined) fields[field.key] = field.default;
  }
  return { fields, secrets: {} };
}

/** What was entered in the fields that every way to sign in has: another way takes it over. */
export function carryCommon(connector: ConnectorManifest, fields: JsonObject): JsonObject {
  const entries = connector.common.map(({ key }) => [key, fields[key] ?? null] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/** All fields of a scheme, those of the connector first; a named credential brings the latter itself. */
export function formFields(connector: ConnectorManifest, scheme: AuthSchemeManifest): FieldManifest[] {
  if (scheme.id === NAMED_SCHEME) return scheme.fields;
  return [...connector.common, ...scheme.fields];
}

/** True while a field applies to what was typed so far. */
export function isVisible(field: FieldManifest, fields: JsonObject): boolean {
  return !field.visibleWhen || holds(field.visibleWhen, fields);
}

function holds(condition: { field: string; is: Json[] }, fields: JsonObject): boolean {
  const value = fields[condition.field] ?? null;
  return condition.is.some((wanted) => wanted === value);
}

/**
 * Keys of the fields of a scheme that a stored connection does without. They stay optional when it is edited: it was
 * tested without them, as the practice connection is without a consumer key.
 */
export function findUnneeded(
  stored: { fields: JsonObject; secretsStored: readonly string[] },
  manifest: SignInManifest,
): Set<string> {
  const unneeded = formFields(manifest.connector, manifest.scheme).filter((field) =>
    field.secret ? !stored.secretsStored.includes(field.key) : isBlank(stored.fields[field.key]),
  );
  return new Set(unneeded.map(({ key }) => key));
}

/** True when a field must be filled while it applies, given what was typed so far. */
export function isRequired(field: FieldManifest, optional: ReadonlySet<string>, fields: JsonObject): boolean {
  if (field.optionalWhen && holds(field.optionalWhen, fields)) return false;
  return (field.required || (field.visibleWhen !== undefined && !field.secret)) && !optional.has(field.key);
}

/** What keeps the draft from being tested. Fields whose keys are in `optional` may stay empty. */
export function findDraftErrors(
  draft: ConnectionDraft,
  manifest: SignInManifest,
  taken: Iterable<string>,
  optional: ReadonlySet<string> = new Set(),
): DraftErrors {
  const name = findNameError(draft.name, taken, 'connection');
  return { ...(name ? { name } : {}), ...findSignInErrors(draft, manifest, optional) };
}

/** Why a name can't be given: it is empty, or another of the same kind has it. */
export function findNameError(typed: string, taken: Iterable<string>, kind: string): string | undefined {
  const name = typed.trim();
  if (name === '') return `A ${kind} needs a name.`;
  const isTaken = [...taken].some((other) => other.toLowerCase() === name.toLowerCase());
  return isTaken ? `There is already a ${kind} called “${name}”.` : undefined;
}

/** What keeps a sign-in from being tested. Fields whose keys are in `optional` may stay empty. */
export function findSignInErrors(
  draft: SignInDraft,
  manifest: SignInManifest,
  optional: ReadonlySet<string> = new Set(),
): DraftErrors {
  const errors: DraftErrors = findKeyStoreErrors(manifest, draft);
  const dispensable = new Set([...optional, ...findNeedless(manifest, draft)]);
  for (const field of formFields(manifest.connector, manifest.scheme)) {
    if (!isVisible(field, draft.fields)) continue;
    const error = findFieldError(field, draft, manifest);
    if (error) errors[field.key] = error;
    if (!isRequired(field, dispensable, draft.fields)) continue;
    const isEmpty = field.secret ? (draft.secrets[field.key] ?? '') === '' : isBlank(draft.fields[field.key]);
    if (isEmpty) errors[field.key] = `${field.label} is required.`;
  }
  return errors;
}

/** What is wrong with the value of one field, whether it is required or not. */
function findFieldError(
  field: FieldManifest,
  { fields }: SignInDraft,
  { connector, scheme }: SignInManifest,
): string | undefined {
  const limit = guideOf(connector.id, scheme.id)?.environments;
  const value = fields[field.key];
  if (field.key === 'environment' && limit && !isBlank(value) && !limit.only.includes(String(value))) return limit.why;
  return findAddressError(field.key, value);
}

/** An error of the host at the field that it names in `data.field`; nothing when it names none of this form. */
export function placeError(error: MillraceError, manifest: SignInManifest): DraftErrors {
  if (error.code === 'NAME_TAKEN') return { name: `${error.message} ${error.fix}` };
  const { field } = error.data;
  const known = formFields(manifest.connector, manifest.scheme).some(({ key }) => key === field);
  // What a refused sign-in says first, that nobody is signed in, is no news at a field.
  const said = error.code === 'MISSING_TOKEN' && error.why !== '' ? error.why : error.message;
  return typeof field === 'string' && known ? { [field]: `${said} ${error.fix}` } : {};
}

/** What is sent to the host: only fields that apply, those that were emptied as empty, only secrets that were typed. */
export function draftToInput(
  draft: ConnectionDraft,
  manifest: SignInManifest,
): SignInDraft & { name: string; description: string } {
  return { name: draft.name.trim(), description: draft.description.trim(), ...signInToInput(draft, manifest) };
}

/** What is sent to the host of a sign-in. */
export function signInToInput(draft: SignInDraft, manifest: SignInManifest): SignInDraft {
  const fields: JsonObject = {};
  const secrets: Record<string, string> = {};
  for (const field of formFields(manifest.connector, manifest.scheme)) {
    if (!isVisible(field, draft.fields)) continue;
    if (field.secret) {
      const secret = draft.secrets[field.key];
      if (secret) secrets[field.key] = secret;
      continue;
    }
    const content = field.keptAs && draft.secrets[field.keptAs];
    if (field.keptAs && content) secrets[field.keptAs] = content;
    const value = draft.fields[field.key];
    if (value === undefined) continue;
    if (isBlank(value)) fields[field.key] = '';
    else fields[field.key] = typeof value === 'string' ? value.trim() : value;
  }
  return { fields, secrets };
}

function isBlank(value: Json | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
