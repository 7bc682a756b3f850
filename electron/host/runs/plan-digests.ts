import { hashSha256 } from '../../../shared/expression/text/sha256.ts';
import { NOT_KNOWN_YET, type PlannedWrite, WOULD_BE_CREATED } from '../../../shared/run/plan.ts';

/**
 * Names of a write: `digest` is the same for the same step, operation, target and values; `loose` leaves out the values,
 * and a target that holds what wasn't known; `seen` is the same for the same present values.
 */
export type WriteDigests = { digest: string; loose: string; seen: string };

/** Digests `write` of `step`; what it holds now isn't part of what it is. */
export function digestWrite(step: string, write: PlannedWrite): WriteDigests {
  const { operation, target, recordId = null, fields, content = null } = write;
  const names = fields.map(({ field }) => field);
  const known = isUnknown(target) ? null : target;
  return {
    digest: digest([
      step,
      operation,
      target,
      recordId,
      fields.map((field) => [field.field, field.wouldBecome]),
      content,
    ]),
    loose: digest([step, operation, known, names]),
    seen: digest(fields.map(({ now }) => now ?? null)),
  };
}

function digest(parts: unknown): string {
  return hashSha256(JSON.stringify(parts));
}

function isUnknown(text: string): boolean {
  return [WOULD_BE_CREATED, NOT_KNOWN_YET].some(
    (unknown) => text.includes(unknown) || text.includes(encodeURIComponent(unknown)),
  );
}
