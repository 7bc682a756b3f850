import type { FieldDefinition } from '../schema/field.ts';
import type { SchemaObject } from '../schema/object.ts';
import { isPlatformEvent } from '../schema/platform-event.ts';
import { BulkError } from './bulk-error.ts';
import type { IngestOperation } from './job.ts';
import type { BulkJobs } from './jobs.ts';

/** The object a job is about, as the user sees it. Throws BulkError `InvalidEntity`. */
export function findJobObject(jobs: BulkJobs, userId: string, name: string): SchemaObject {
  const object = jobs.org.access.schemaFor(userId).find(name);
  if (!object) throw new BulkError('InvalidEntity', `Unable to find object: ${name.slice(0, 200)}`);
  // Events cannot be asked for, but they are published by inserting them.
  if (!object.queryable && !isPlatformEvent(object)) {
    throw new BulkError('InvalidEntity', `Entity '${object.name}' is not supported by the Bulk API.`);
  }
  return object;
}

function findKey(object: SchemaObject, name: string | null): FieldDefinition {
  if (name === null || name.trim() === '') {
    throw new BulkError(
      'InvalidJob',
      `External ID was blank for ${object.name}. An External ID must be specified for upsert.`,
    );
  }
  const field = object.fieldByName.get(name.trim().toLowerCase());
  if (field && (field.type === 'id' || field.externalId || field.idLookup)) return field;
  const reason = `Field name provided, ${name.slice(0, 200)} does not match an External ID, Salesforce Id, or indexed field for ${object.name}`;
  throw new BulkError('InvalidJob', reason);
}

/**
 * Checks what a job that changes records is told, and returns the name of its key field as the schema spells it; null
 * for all operations but upsert. Throws BulkError.
 */
export function checkIngest(
  jobs: BulkJobs,
  userId: string,
  object: SchemaObject,
  operation: IngestOperation,
  externalIdFieldName: string | null,
): string | null {
  if (operation === 'hardDelete' && !jobs.org.access.has(userId, 'BulkApiHardDelete')) {
    const reason =
      'hardDelete operation requires special user profile permission, please contact your system administrator';
    throw new BulkError('FeatureNotEnabled', reason);
  }
  const isRemoval = operation === 'delete' || operation === 'hardDelete';
  const full = jobs.org.store.schema.find(object.name);
  const isPossible =
    (isRemoval && full?.deletable) ||
    (operation === 'insert' && full?.createable) ||
    (operation === 'update' && full?.updateable) ||
    (operation === 'upsert' && (full?.createable || full?.updateable));
  if (!isPossible) {
    throw new BulkError('InvalidOperation', `Operation ${operation} is not supported for ${object.name}.`);
  }
  return operation === 'upsert' ? findKey(object, externalIdFieldName).name : null;
}
