import { type ErrorCode, MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import type { ClientAnswer, ClientRequest } from '../sdk/index.ts';
import { retryAfterSeconds } from '../sdk/retry-after.ts';

/** The system's name in messages. */
export const system = 'Salesforce';

/** One refusal as Salesforce words it: `errorCode` in single calls, `statusCode` in results of collections. */
export type ServiceError = { code: string; message: string; fields: string[] };

/**
 * Turns Salesforce's refusal of a call into one error. `data.errorCode` keeps its own code. Bodies are lists of errors;
 * HTML pages come from maintenance and from wrong hosts.
 */
export function parseSalesforceError(answer: ClientAnswer, request: ClientRequest): MillraceError {
  const [first] = readErrors(readBody(answer));
  const { status, headers } = answer;
  if (first) {
    const error = describeServiceError(first, request.effect === 'write');
    if (error.code !== 'RECORD_REFUSED' || status === 400) return withStatus(error, answer);
  }
  if (status === 408 || status === 504) {
    const { host } = new URL(answer.url);
    const message = `Salesforce didn’t answer in time (${status}).`;
    const isRead = request.effect === 'read';
    // A gateway gave up waiting; what stands behind it may have gone on.
    const data = { system, host, status, ...(isRead || status === 408 ? {} : { doubtful: true }) };
    return new MillraceError('REQUEST_TIMEOUT', data, { message, retryable: isRead });
  }
  if (status >= 500 || status === 429) {
    const detail = first?.message ?? 'It may be under maintenance.';
    return serviceFailure(status, headers, detail, request.effect === 'read' || status === 503 || status === 429);
  }
  const detail = first ? `${first.code}: ${first.message}` : describeForeign(answer);
  return new MillraceError('SERVICE_REFUSED', { system, status, detail, errorCode: first?.code });
}

/** True for the refusal that a new sign-in cures; a session without API access isn't one (protocol notes §12.4). */
export function isSessionEnded(answer: ClientAnswer): boolean {
  if (answer.status !== 401) return false;
  const [first] = readErrors(readBody(answer));
  return first?.code === 'INVALID_SESSION_ID' && !first.message.includes('not valid for use with the REST API');
}

/** The errors of a body or of one result of a collection. */
export function readErrors(body: Json | undefined): ServiceError[] {
  const list = Array.isArray(body) ? body : [];
  return list.filter(isJsonObject).flatMap((entry) => {
    const code = entry.errorCode ?? entry.statusCode;
    if (typeof code !== 'string') return [];
    const fields = Array.isArray(entry.fields) ? entry.fields.filter((name) => typeof name === 'string') : [];
    return [{ code, message: String(entry.message ?? ''), fields }];
  });
}

/** SERVICE_FAILED for an answer that isn't the caller's fault. */
export function serviceFailure(
  status: number,
  headers: Readonly<Record<string, string>>,
  detail: string,
  retryable = true,
): MillraceError {
  const data = { system, status, detail, retryAfterSeconds: retryAfterSeconds(headers) };
  return new MillraceError('SERVICE_FAILED', data, { retryable });
}

const codes: Record<string, ErrorCode> = {
  INVALID_SESSION_ID: 'MISSING_TOKEN',
  INVALID_AUTH_HEADER: 'MISSING_TOKEN',
  REQUEST_LIMIT_EXCEEDED: 'LIMIT_EXCEEDED',
  STORAGE_LIMIT_EXCEEDED: 'LIMIT_EXCEEDED',
  API_DISABLED_FOR_ORG: 'PERMISSION_MISSING',
  API_CURRENTLY_DISABLED: 'PERMISSION_MISSING',
  MUTUAL_AUTHENTICATION_FAILED: 'PERMISSION_MISSING',
  INSUFFICIENT_ACCESS: 'PERMISSION_MISSING',
  INSUFFICIENT_ACCESS_OR_READONLY: 'PERMISSION_MISSING',
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: 'PERMISSION_MISSING',
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: 'PERMISSION_MISSING',
  DUPLICATE_VALUE: 'DUPLICATE_RECORD',
  DUPLICATES_DETECTED: 'DUPLICATE_RECORD',
  UNABLE_TO_LOCK_ROW: 'SERVICE_FAILED',
  SERVER_UNAVAILABLE: 'SERVICE_FAILED',
  QUERY_TIMEOUT: 'SERVICE_FAILED',
  REQUEST_RUNNING_TOO_LONG: 'SERVICE_FAILED',
  UNKNOWN_EXCEPTION: 'SERVICE_FAILED',
  MALFORMED_QUERY: 'SERVICE_REFUSED',
  INVALID_TYPE: 'SERVICE_REFUSED',
  INVALID_QUERY_LOCATOR: 'SERVICE_REFUSED',
  NOT_FOUND: 'SERVICE_REFUSED',
  METHOD_NOT_ALLOWED: 'SERVICE_REFUSED',
  JSON_PARSER_ERROR: 'SERVICE_REFUSED',
};

/** Codes after which nothing was written for certain, so that even a write may be tried again. */
const nothingWritten = new Set(['UNABLE_TO_LOCK_ROW', 'SERVER_UNAVAILABLE']);

/** What an action sent, and the setting it came of, so that an error can say which value was refused. */
export type SentRecord = { setting: string; sent: JsonObject };

/**
 * One of Salesforce's errors as ours. What isn't known by its code is a refused record. With `of`, `data.key` is the
 * setting at which it is mended, and `data.value` what was sent for the field that Salesforce names.
 */
export function describeServiceError(
  { code, message, fields }: ServiceError,
  isWrite: boolean,
  of?: SentRecord,
): MillraceError {
  const detail = message.trim();
  const data = { system, detail, errorCode: code, field: fields[0], fields, ...(of && sentOf(of, fields[0])) };
  const known = codes[code] ?? (code.startsWith('INSUFFICIENT_ACCESS') ? 'PERMISSION_MISSING' : undefined);
  switch (known) {
    case undefined:
      return new MillraceError('RECORD_REFUSED', { ...data, reason: describeReason(code, fields) });
    case 'MISSING_TOKEN':
      return new MillraceError(known, data, describeSessionFlaw(detail));
    case 'PERMISSION_MISSING':
      if (code === 'MUTUAL_AUTHENTICATION_FAILED') {
        return new MillraceError(
          known,
          { ...data, field: 'clientKeyStore' },
          {
            why: 'Salesforce asked for a client certificate.',
            fix: 'Add it under Advanced ▸ Mutual TLS.',
          },
        );
      }
      return code.startsWith('API_')
        ? new MillraceError(known, data, {
            why: 'This user or edition has no API access.',
            fix: 'Ask for “API Enabled”.',
          })
        : new MillraceError(known, data);
    case 'SERVICE_FAILED':
      return new MillraceError(known, { ...data, status: code }, { retryable: !isWrite || nothingWritten.has(code) });
    case 'SERVICE_REFUSED':
      return new MillraceError(known, { ...data, status: code });
    default:
      return new MillraceError(known, data);
  }
}

/** The longest value that an error carries, in characters. */
const SHOWN_CHARACTERS = 200;

function sentOf({ setting, sent }: SentRecord, field: string | undefined): { key: string; value?: string } {
  const value = field === undefined ? undefined : sent[field];
  if (value === undefined || value === null || typeof value === 'object') return { key: setting };
  return { key: setting, value: String(value).slice(0, SHOWN_CHARACTERS) };
}

/** Every code of Salesforce that is told in words of its own. */
export const knownServiceCodes = (): string[] => [...Object.keys(codes), ...Object.keys(reasons)];

function describeSessionFlaw(detail: string): { why: string; fix?: string } {
  if (!detail.includes('not valid for use with the REST API')) return { why: `Salesforce said: ${detail}.` };
  return {
    why: 'The sign-in doesn’t include access to the API.',
    fix: 'Give the app the scope “api”, then reconnect.',
  };
}

const reasons: Record<string, string> = {
  REQUIRED_FIELD_MISSING: 'A field that Salesforce requires has no value',
  FIELD_CUSTOM_VALIDATION_EXCEPTION: 'A validation rule of the org doesn’t allow it',
  INVALID_FIELD: 'The object has no such field',
  INVALID_FIELD_FOR_INSERT_UPDATE: 'The field can’t be written',
  STRING_TOO_LONG: 'The text is too long',
  INVALID_EMAIL_ADDRESS: 'The email address is wrong',
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: 'The picklist doesn’t have this value',
  MALFORMED_ID: 'The id is wrong',
  INVALID_CROSS_REFERENCE_KEY: 'The record it refers to doesn’t exist',
  ENTITY_IS_DELETED: 'The record was deleted',
  FIELD_INTEGRITY_EXCEPTION: 'The values don’t fit together',
  NUMBER_OUTSIDE_VALID_RANGE: 'The number is too large or too small',
  INVALID_DATE_TIME: 'The date is wrong',
};

function describeReason(code: string, fields: string[]): string {
  const reason = reasons[code] ?? `Salesforce’s code is ${code}`;
  return fields.length > 0 ? `${reason} (${fields.join(', ')}).` : `${reason}.`;
}

function withStatus(error: MillraceError, { status, headers }: ClientAnswer): MillraceError {
  const { code, message, why, fix, retryable, data, cause } = error;
  const more = { ...data, httpStatus: status, retryAfterSeconds: retryAfterSeconds(headers) };
  return new MillraceError(code, more, { message, why, fix, retryable, cause });
}

function readBody(answer: ClientAnswer): Json | undefined {
  try {
    return JSON.parse(answer.text);
  } catch {
    // HTML and plain text hold no error code; the status has to do.
    return undefined;
  }
}

function describeForeign({ text, url }: ClientAnswer): string {
  if (/^\s*</.test(text)) return `${new URL(url).host} answered with a web page, not as Salesforce does.`;
  return text.trim() === '' ? 'It gave no reason.' : text.trim().slice(0, 300);
}
