import type { Scalar } from '../schema/field.ts';
import type { Row } from '../schema/object.ts';

/** What happened to a record, as PushTopic notifications call it. */
export type TopicEventType = 'created' | 'updated' | 'deleted' | 'undeleted';

/** A change as change events call it. */
export type ChangeType = 'CREATE' | 'UPDATE' | 'DELETE' | 'UNDELETE';

/** What all change events of one transaction share. */
export interface ChangeTransaction {
  readonly key: string;
  /** The API the changes came through, such as `com/salesforce/api/rest/64.0`; empty when they came through none. */
  readonly origin: string;
  /** Milliseconds since 1970, whole seconds. */
  readonly timestamp: number;
  readonly commitNumber: number;
}

/** What an event tells, before it is shown to a subscriber. */
export type EventBody =
  | {
      readonly kind: 'topic';
      readonly object: string;
      readonly type: TopicEventType;
      /** The values of all selected fields; a deletion is shown with the id alone. */
      readonly values: Row;
    }
  | { readonly kind: 'generic'; readonly payload: string; readonly userIds?: readonly string[] }
  | {
      readonly kind: 'platform';
      readonly object: string;
      readonly uuid: string;
      readonly payload: Readonly<Record<string, Scalar>>;
    }
  | {
      readonly kind: 'change';
      readonly object: string;
      readonly changeType: ChangeType;
      readonly recordIds: readonly string[];
      readonly userId: string;
      /** Counts from 1 within the transaction. */
      readonly sequenceNumber: number;
      readonly transaction: ChangeTransaction;
      /** The record after the change, or of an update the changed fields alone. */
      readonly values: Row;
    };

/** An event as it is retained; plain JSON data. */
export interface StoredEvent {
  /** Its place among all events of the org. */
  readonly replayId: number;
  /** Milliseconds since 1970 by the org's clock. */
  readonly at: number;
  readonly body: EventBody;
}
