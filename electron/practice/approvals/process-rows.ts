import { formatDateTime } from '../dates.ts';
import type { Scalar } from '../schema/field.ts';
import type { Row } from '../schema/object.ts';
import type { Store } from '../store/store.ts';
import type { ApprovalProcess } from './definitions.ts';

type Fields = Readonly<Record<string, Scalar>>;

/** Who does something in a process, and when. */
export interface Doing {
  readonly userId: string;
  readonly now: Date;
}

function rowOf(store: Store, objectName: string, id: string, fields: Fields, { userId, now }: Doing): Row {
  const object = store.schema.need(objectName);
  const moment = formatDateTime(now);
  const row: Record<string, Scalar> = {};
  for (const field of object.fields) row[field.name] = field.defaultValue ?? null;
  const audit: Record<string, Scalar> = {
    CreatedDate: moment,
    CreatedById: userId,
    LastModifiedDate: moment,
    LastModifiedById: userId,
    SystemModstamp: moment,
  };
  for (const [name, value] of Object.entries(audit)) if (object.fieldByName.has(name.toLowerCase())) row[name] = value;
  return { ...row, ...fields, Id: id };
}

/** Adds a row about an approval and returns its id. */
export function addRow(store: Store, objectName: string, fields: Fields, doing: Doing): string {
  const object = store.schema.need(objectName);
  const id = store.table(object).takeId();
  store.insert(object, id, rowOf(store, objectName, id, fields, doing));
  return id;
}

/** Changes a row about an approval. */
export function changeRow(store: Store, objectName: string, id: string, fields: Fields, { userId, now }: Doing): void {
  const object = store.schema.need(objectName);
  const before = store.table(object).find(id);
  if (!before) return;
  const moment = formatDateTime(now);
  const audit = { LastModifiedDate: moment, LastModifiedById: userId, SystemModstamp: moment };
  store.replace(object, id, { ...before, ...fields, ...audit });
}

/** Takes a row away for good. */
export function dropRow(store: Store, objectName: string, id: string, { now }: Pick<Doing, 'now'>): void {
  const object = store.schema.need(objectName);
  store.remove(object, id, formatDateTime(now));
  store.purge(object, id);
}

/** Makes the ProcessDefinition rows those of these processes. */
export function syncDefinitions(store: Store, processes: readonly ApprovalProcess[], doing: Doing): void {
  const object = store.schema.need('ProcessDefinition');
  const table = store.table(object);
  const wanted = new Set(processes.map(({ id }) => id));
  for (const { Id } of [...table.rows()]) {
    if (typeof Id === 'string' && !wanted.has(Id)) dropRow(store, object.name, Id, doing);
  }
  table.skipNumbers(processes.length);
  for (const process of processes) {
    if (table.find(process.id)) continue;
    const fields = {
      Name: process.label,
      DeveloperName: process.developerName,
      Description: process.description,
      TableEnumOrId: process.object,
      LockType: process.editableBy === 'administrators' ? 'Total' : 'Node',
    };
    store.insert(object, process.id, rowOf(store, object.name, process.id, fields, doing));
  }
}
