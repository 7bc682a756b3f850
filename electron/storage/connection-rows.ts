import type { ConnectionStatus } from '../../shared/contract/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../shared/json/json.ts';
import type { SqlRow } from '../ports/database.ts';
import { checksumOfValues } from './checksum.ts';
import { textOf } from './context.ts';

/** What signs in to a system, and how. `sealed` holds its secrets, encrypted; the store can't read them. */
export type SignInDetails = {
  connector: string;
  auth: string;
  environment: string;
  fields: JsonObject;
  /** Keys of the secrets within `sealed`. */
  secretsStored: string[];
  sealed: Uint8Array | null;
};

/** What a person gives for a connection. */
export type ConnectionDetails = SignInDetails & { name: string; description: string };

/** The columns of {@link ConnectionDetails}, the same in each table that holds some. */
export const DETAIL_COLUMNS = [
  'name',
  'description',
  'connector',
  'auth',
  'environment',
  'fields',
  'secrets_stored',
  'sealed',
  'checksum',
] as const;

const TEXT_COLUMNS = DETAIL_COLUMNS.slice(0, -2);

/** The values of {@link DETAIL_COLUMNS}, in their order. */
export function detailValues(details: ConnectionDetails): (string | number | Uint8Array | null)[] {
  const { name, description, connector, auth, environment, sealed } = details;
  const fields = JSON.stringify(details.fields);
  const secretsStored = JSON.stringify(details.secretsStored);
  const texts = [name, description, connector, auth, environment, fields, secretsStored];
  return [...texts, sealed, checksumOfValues(texts)];
}

/** The details of a row. `isWhole` is false when damage changed them; their fields then read as none. */
export function readDetails(row: SqlRow): ConnectionDetails & { isWhole: boolean } {
  const isIntact = checksumOfValues(TEXT_COLUMNS.map((column) => textOf(row, column))) === row.checksum;
  const { fields, ...kept } = readSignIn(row, isIntact);
  return {
    name: textOf(row, 'name'),
    description: textOf(row, 'description'),
    ...kept,
    fields: fields ?? {},
    isWhole: fields !== undefined,
  };
}

/** The sign-in details of a row; without fields when damage changed it, which the caller knows by its checksum. */
export function readSignIn(
  row: SqlRow,
  isIntact: boolean,
): Omit<SignInDetails, 'fields'> & { fields: JsonObject | undefined } {
  const fields = isIntact ? readJson(textOf(row, 'fields')) : undefined;
  const secrets = readJson(textOf(row, 'secrets_stored'));
  return {
    connector: textOf(row, 'connector'),
    auth: textOf(row, 'auth'),
    environment: textOf(row, 'environment'),
    fields: isJsonObject(fields) ? fields : undefined,
    secretsStored: Array.isArray(secrets) ? secrets.filter((key) => typeof key === 'string') : [],
    sealed: row.sealed instanceof Uint8Array ? row.sealed : null,
  };
}

const STATUSES: readonly ConnectionStatus[] = ['not_tested', 'connected', 'failed', 'sign_in_expired', 'inactive'];

/** The status that a row tells by itself; what damage made unknown reads as not tested. */
export function readStatus(row: SqlRow): ConnectionStatus {
  return STATUSES.find((known) => known === row.status) ?? 'not_tested';
}

/** JSON of a column; undefined where damage made it none. */
export function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    // Damage within a value; the caller says what stands in for it.
    return undefined;
  }
}
