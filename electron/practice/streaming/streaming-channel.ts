import type { Row } from '../schema/object.ts';
import type { RecordError } from '../store/record-error.ts';

/** What is wrong with a generic channel about to be saved: its name must be `/u/` and one or more parts. */
export function checkStreamingChannel(row: Row): readonly RecordError[] {
  if (typeof row.Name !== 'string' || /^(?:\/u)(?:\/[^\s/?*]+)+$/.test(row.Name)) return [];
  const message = 'Channel names must start with /u/ and may not hold spaces or any of ? *';
  return [{ code: 'FIELD_INTEGRITY_EXCEPTION', message, fields: ['Name'] }];
}
