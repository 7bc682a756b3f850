import type { Json, JsonObject } from '../json/json.ts';
import { type ErrorCode, errorCatalogue, isErrorCode } from './catalogue.ts';
import type { ErrorData, ErrorDefinition } from './define.ts';

/** An error as plain data: what crosses the contract, what is stored with a failed record, what `--json` prints. */
export type ErrorDescription = {
  code: ErrorCode;
  message: string;
  why: string;
  fix: string;
  retryable: boolean;
  data: JsonObject;
};

/** Overrides for one occurrence, where it knows better than the catalogue's text. */
export type ErrorOptions = { cause?: unknown; message?: string; why?: string; fix?: string; retryable?: boolean };

/**
 * The one error type of Millrace. `code` is in the catalogue; `message` says what happened, `why` the cause, `fix`
 * what to do. Placeholders of the catalogue's texts are filled from `data`; one that `data` lacks reads as `?`.
 */
export class MillraceError extends Error {
  readonly code: ErrorCode;
  readonly data: JsonObject;
  readonly why: string;
  readonly fix: string;
  readonly retryable: boolean;

  constructor(code: ErrorCode, data: ErrorData = {}, options: ErrorOptions = {}) {
    const definition: ErrorDefinition = errorCatalogue[code];
    const known = withoutUndefined(data);
    super(options.message ?? fillTemplate(definition.message, known), { cause: options.cause });
    this.name = 'MillraceError';
    this.code = code;
    this.data = known;
    this.why = options.why ?? fillTemplate(definition.why, known);
    this.fix = options.fix ?? fillTemplate(definition.fix, known);
    this.retryable = options.retryable ?? definition.retryable;
  }

  /** The command's exit code for this error. */
  get exitCode(): ErrorDefinition['exitCode'] {
    const definition: ErrorDefinition = errorCatalogue[this.code];
    return definition.exitCode;
  }

  /** The error as plain data; the cause stays behind, since it can hold what must not leave the host. */
  describe(): ErrorDescription {
    const { code, message, why, fix, retryable, data } = this;
    return { code, message, why, fix, retryable, data };
  }

  /** The same error, with more data where given, that nobody may try again by themselves. */
  withoutRetry(more: ErrorData = {}): MillraceError {
    const { code, data, message, why, fix, cause } = this;
    return new MillraceError(code, { ...data, ...more }, { message, why, fix, cause, retryable: false });
  }

  toJSON(): ErrorDescription {
    return this.describe();
  }

  /** The error that a description was made from, without its cause. */
  static from(description: ErrorDescription): MillraceError {
    const code = isErrorCode(description.code) ? description.code : 'UNKNOWN_ERROR';
    return new MillraceError(code, description.data, description);
  }
}

/** Turns anything thrown into a MillraceError: itself if it is one, else `UNKNOWN_ERROR` with it as cause. */
export function toMillraceError(thrown: unknown, data: ErrorData = {}): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new MillraceError('UNKNOWN_ERROR', { detail, ...data }, { cause: thrown });
}

function fillTemplate(template: string, data: JsonObject): string {
  return template.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (_, name: string, one?: string, many?: string) => {
    const shown = showDatum(data[name]);
    if (one === undefined) return shown;
    return `${shown} ${shown === '1' ? one : many}`;
  });
}

function showDatum(value: Json | undefined): string {
  if (value === undefined || value === null) return '?';
  if (Array.isArray(value)) return value.map(showDatum).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function withoutUndefined(data: ErrorData): JsonObject {
  const known: JsonObject = {};
  for (const [key, value] of Object.entries(data)) if (value !== undefined) known[key] = value;
  return known;
}
