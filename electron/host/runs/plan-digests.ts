import { hashSha256 } from '../../../shared/expression/text/sha256.ts';
import type { PlannedWrite } from '../../../shared/run/plan.ts';

/**
 * Names of a write: `digest` is the same for the same step, operation, target, record and values; `loose` for the same step,
 * operation and fields, whatever their values and wherever they are written; `seen` is the same for the same present values.
 */
export type WriteDigests = { digest: string; loose: string; seen: string };

/** Digests `write` of `step`; what it holds now isn't part of what it is. */
export function digestWrite(step: string, write: PlannedWrite): WriteDigests {
  const { operation, target, recordId = null, fields, content = null } = write;
  return {
    digest: digest([
      step,
      operation,
      target,
      recordId,
      fields.map((field) => [field.field, field.wouldBecome]),
      content,
    ]),
    loose: digest([step, operation, fields.map(({ field }) => field)]),
    seen: digest(fields.map(({ now }) => now ?? null)),
  };
}

/** The SHA-256 of parts that are plain data. */
export function digest(parts: unknown): string {
  return hashSha256(JSON.stringify(parts));
}
