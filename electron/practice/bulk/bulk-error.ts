/**
 * Why a bulk call or job was refused. The codes are those of Bulk API v1; version 2.0 shows the same in capitals
 * (`InvalidJobState`, `INVALIDJOBSTATE`).
 */
export type BulkErrorCode =
  | 'ClientInputError'
  | 'ExceededQuota'
  | 'FeatureNotEnabled'
  | 'InternalServerError'
  | 'InvalidBatch'
  | 'InvalidEntity'
  | 'InvalidJob'
  | 'InvalidJobState'
  | 'InvalidOperation'
  | 'InvalidSessionId'
  | 'InvalidUrl'
  | 'InvalidVersion';

/** A bulk call refused, or the reason a job failed. */
export class BulkError extends Error {
  readonly code: BulkErrorCode;
  /** What is wrong, as the service words it. */
  readonly reason: string;

  /** The message becomes `<code> : <reason>`, as jobs that failed show it. */
  constructor(code: BulkErrorCode, reason: string) {
    super(`${code} : ${reason}`);
    this.name = 'BulkError';
    this.code = code;
    this.reason = reason;
  }
}
