import { ApiError } from '../api-error.ts';
import { writeElement } from '../soap/write-xml.ts';
import { MetadataError } from './metadata-error.ts';

/** What became of one component of a call. */
export interface ComponentResult {
  readonly fullName: string;
  /** On upserts, whether it is new. */
  readonly created?: boolean;
  readonly error: MetadataError | null;
}

/** Does something about one component; a refusal is its result. */
export function attempt(fullName: string, work: () => boolean | undefined): ComponentResult {
  try {
    const created = work();
    return { fullName, error: null, ...(created === undefined ? {} : { created }) };
  } catch (error) {
    if (error instanceof MetadataError) return { fullName, error };
    if (!(error instanceof ApiError)) throw error;
    const [entry] = error.entries;
    return { fullName, error: new MetadataError(entry?.errorCode ?? 'UNKNOWN_EXCEPTION', entry?.message ?? '') };
  }
}

/** A SaveResult, UpsertResult or DeleteResult. Source: Metadata API WSDL. */
export function writeResult({ fullName, created, error }: ComponentResult, isUpsert: boolean): string {
  return writeElement('result', {
    created: isUpsert ? (created ?? false) : undefined,
    errors: error ? { fields: [...error.fields], message: error.message, statusCode: error.code } : undefined,
    fullName,
    success: error === null,
  });
}
