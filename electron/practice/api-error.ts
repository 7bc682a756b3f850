/** One entry of a REST error body. `fields` names the fields at fault, where the service does. */
export interface ApiErrorEntry {
  readonly message: string;
  readonly errorCode: string;
  readonly fields?: readonly string[];
}

/** A refusal as the REST API words it: an HTTP status and a body that is always an array of entries. */
export class ApiError extends Error {
  readonly status: number;
  entries: readonly ApiErrorEntry[];

  /** A refusal with several entries, of which there is at least one. */
  static of(status: number, entries: readonly ApiErrorEntry[]): ApiError {
    const error = new ApiError(status, entries[0]?.errorCode ?? '', entries[0]?.message ?? '');
    error.entries = entries;
    return error;
  }

  constructor(status: number, errorCode: string, message: string, fields?: readonly string[]) {
    super(`${errorCode}: ${message}`);
    this.name = 'ApiError';
    this.status = status;
    this.entries = [fields ? { message, errorCode, fields } : { message, errorCode }];
  }
}

/** 404 for a path, object, version or record that is not there. */
export function notFound(message = 'The requested resource does not exist'): ApiError {
  return new ApiError(404, 'NOT_FOUND', message);
}
