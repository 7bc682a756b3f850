import type { RecordError, WriteResult } from '../store/record-error.ts';

/** An error as results of REST show it. */
export interface ShownError {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}

/** The errors of one record as results of REST show them: with `statusCode`, where single calls say `errorCode`. */
export function showErrors(errors: readonly RecordError[]): readonly ShownError[] {
  return errors.map(({ code, message, fields }) => ({ statusCode: code, message, fields }));
}

/** What a result has in `errors`: why it was refused, or what is noted about a record that was saved. */
export function errorsOf(result: WriteResult): readonly ShownError[] {
  return showErrors(result.success ? (result.notes ?? []) : result.errors);
}
