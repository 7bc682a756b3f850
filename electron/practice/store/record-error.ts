/** Why a record was not saved. Single calls show `code` as `errorCode`, collections as `statusCode`. */
export interface RecordError {
  readonly code: string;
  readonly message: string;
  /** The fields at fault, by name; empty when the service names none. */
  readonly fields: readonly string[];
}

/** What became of one write. `created` tells on upserts whether the record is new. */
export type WriteResult =
  | {
      readonly success: true;
      readonly id: string;
      readonly created: boolean;
      /** What its answer says all the same, in the place of errors: that an event is on its way. */
      readonly notes?: readonly RecordError[];
    }
  | {
      readonly success: false;
      /** The record the write was meant for; null when there is none. */
      readonly id: string | null;
      readonly created: boolean;
      readonly errors: readonly [RecordError, ...RecordError[]];
    };

/** A write that was refused for one reason. */
export function refuseWrite(id: string | null, error: RecordError, created = false): WriteResult {
  return { success: false, id, created, errors: [error] };
}
