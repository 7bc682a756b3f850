import type { RecordError } from '../store/record-error.ts';

/** A record is to be sent for approval. */
export interface SubmitRequest {
  readonly objectId: string;
  /** Who submits; the caller when absent. Only an administrator may name someone else. */
  readonly submitterId?: string | undefined;
  readonly comments?: string | undefined;
  /** Who decides first, where the process leaves it to the caller. */
  readonly nextApproverIds?: readonly string[] | undefined;
  /** Only this process; the first that fits when absent. */
  readonly processDefinitionNameOrId?: string | undefined;
  /** Whether the entry criteria of the named process do not count. */
  readonly skipEntryCriteria?: boolean | undefined;
}

/** A decision. `Removed` takes the submission back. */
export interface DecideRequest {
  readonly action: 'Approve' | 'Reject' | 'Removed';
  /** The work item, or the record when only one decision about it is awaited. */
  readonly workitemId: string;
  readonly comments?: string | undefined;
  readonly nextApproverIds?: readonly string[] | undefined;
}

/** The state of a process. */
export type ProcessStatus = 'Pending' | 'Approved' | 'Rejected' | 'Removed';

/** What became of a request. */
export type ProcessResult =
  | {
      readonly success: true;
      /** Who has to decide now; empty when nobody has to. */
      readonly actorIds: readonly string[];
      /** The record it is about. */
      readonly entityId: string;
      readonly instanceId: string;
      readonly instanceStatus: ProcessStatus;
      /** The work items that were added. */
      readonly newWorkitemIds: readonly string[];
    }
  | { readonly success: false; readonly errors: readonly [RecordError, ...RecordError[]] };

/** A request that cannot be done, and why. */
export class ProcessRefusal extends Error {
  readonly error: RecordError;

  constructor(code: string, message: string, fields: readonly string[] = []) {
    super(message);
    this.name = 'ProcessRefusal';
    this.error = { code, message, fields };
  }
}
