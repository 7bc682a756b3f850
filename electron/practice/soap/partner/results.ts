import type { RecordError, WriteResult } from '../../store/record-error.ts';
import { writeElement, type XmlValue } from '../write-xml.ts';

/** The `errors` elements of a result. */
export function errorElements(errors: readonly RecordError[]): readonly XmlValue[] {
  return errors.map(({ code, message, fields }) => ({ fields: [...fields], message, statusCode: code }));
}

/** The `result` of one record; `withCreated` for upserts, which tell whether the record is new. */
export function writeSaveResult(result: WriteResult, withCreated = false): string {
  const errors = result.success ? result.notes : result.errors;
  return writeElement('result', {
    created: withCreated ? result.success && result.created : undefined,
    errors: errors && errorElements(errors),
    id: result.success ? result.id : null,
    success: result.success,
  });
}
