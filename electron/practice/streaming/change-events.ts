import type { Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';
import type { StoreChange } from '../store/store.ts';
import { isChangeField } from './change-fields.ts';
import type { ChangeTransaction, EventBody } from './event.ts';
import type { NewEvent } from './event-bus.ts';
import { makeTransactionKey } from './transaction-key.ts';

const standardEntities = new Set(['Account', 'Case', 'Contact', 'Lead', 'Opportunity']);

/** Whether changes of an object's records are captured: the practice org does so for its sample and custom objects. */
export function isCaptured(object: Pick<SchemaObject, 'name'>): boolean {
  return standardEntities.has(object.name) || object.name.endsWith('__c');
}

/** The last part of the channel of an object: `AccountChangeEvent`, `Bill__ChangeEvent`. */
export function changeEventName(object: Pick<SchemaObject, 'name'>): string {
  return object.name.endsWith('__c') ? `${object.name.slice(0, -1)}ChangeEvent` : `${object.name}ChangeEvent`;
}

/** Who made the changes of a transaction, and through which API. */
export interface Writer {
  readonly userId: string;
  readonly origin: string;
}

const changeTypes = { created: 'CREATE', updated: 'UPDATE', deleted: 'DELETE', undeleted: 'UNDELETE' } as const;

/** Fields that every update sets; alone they are no change. */
const setByUpdate = new Set(['LastModifiedDate', 'LastModifiedById']);

function changedValues(object: SchemaObject, before: Row, after: Row): Row | null {
  const values: Record<string, Scalar> = {};
  let isChange = false;
  for (const { name } of object.fields) {
    const value = after[name] ?? null;
    if (value === (before[name] ?? null) || !isChangeField(object, name)) continue;
    values[name] = value;
    isChange ||= !setByUpdate.has(name);
  }
  return isChange ? values : null;
}

type ChangeBody = Extract<EventBody, { kind: 'change' }>;

/**
 * The change events of one transaction. Equal updates of several records of an object become one event that names all
 * of them, and so do its deletions. `commitNumber` grows with each transaction of the org.
 */
export function changeEvents(
  changes: readonly StoreChange[],
  writer: Writer | null,
  now: Date,
  commitNumber: number,
): readonly NewEvent[] {
  const bodies: ChangeBody[] = [];
  const merged = new Map<string, string[]>();
  const transaction: ChangeTransaction = {
    key: makeTransactionKey(),
    origin: writer?.origin ?? '',
    timestamp: Math.floor(now.getTime() / 1000) * 1000,
    commitNumber,
  };
  for (const { kind, object, id, before, after } of changes) {
    if (kind === 'purged' || !after || !isCaptured(object)) continue;
    const values = kind === 'deleted' ? {} : kind === 'updated' ? changedValues(object, before ?? {}, after) : after;
    if (values === null) continue;
    const recordIds = [id];
    if (kind === 'deleted' || kind === 'updated') {
      const same = JSON.stringify([kind, object.name, values]);
      const known = merged.get(same);
      if (known) {
        known.push(id);
        continue;
      }
      merged.set(same, recordIds);
    }
    // A deletion does not note on the record who did it.
    const modifiedBy = String(after.LastModifiedById ?? '');
    const userId = kind === 'deleted' ? (writer?.userId ?? modifiedBy) : modifiedBy;
    const sequenceNumber = bodies.length + 1;
    const changeType = changeTypes[kind];
    bodies.push({
      kind: 'change',
      object: object.name,
      changeType,
      recordIds,
      userId,
      sequenceNumber,
      transaction,
      values,
    });
  }
  return bodies.map((body) => ({ key: `data/${body.object}`, body }));
}
