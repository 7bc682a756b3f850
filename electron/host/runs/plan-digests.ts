import { hashSha256 } from '../../../shared/expression/text/sha256.ts';
import { NOT_KNOWN_YET, type PlannedWrite } from '../../../shared/run/plan.ts';

/**
 * Names of a write: `digest` is the same for the same step, operation, target, record and values; `loose` for the same step,
 * operation and fields, whatever their values and wherever they are written; `anyBody` leaves open what the body holds, as
 * `loose` does where that wasn't known; `seen` is the same for the same present values.
 */
export type WriteDigests = { digest: string; loose: string; anyBody: string; seen: string };

/** Digests `write` of `step`; what it holds now isn't part of what it is. */
export function digestWrite(step: string, write: PlannedWrite): WriteDigests {
  const { operation, target, recordId = null, fields, content = null } = write;
  const isOpen = fields.some(({ field, wouldBecome }) => field === 'body' && wouldBecome === NOT_KNOWN_YET);
  const anyBody = digest([step, operation, '‹any body›', fields.map(({ field }) => field).filter(isOutsideOfBody)]);
  return {
    digest: digest([
      step,
      operation,
      target,
      recordId,
      fields.map((field) => [field.field, field.wouldBecome]),
      content,
    ]),
    loose: isOpen ? anyBody : digest([step, operation, fields.map(({ field }) => field)]),
    anyBody,
    seen: digest(fields.map(({ now }) => now ?? null)),
  };
}

/** The type of a body comes of what it holds. */
function isOutsideOfBody(field: string): boolean {
  return field.startsWith('query: ') || (field.startsWith('header: ') && field !== 'header: content-type');
}

/** The SHA-256 of parts that are plain data. */
export function digest(parts: unknown): string {
  return hashSha256(JSON.stringify(parts));
}
