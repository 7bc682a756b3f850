import { ApiError } from '../api-error.ts';
import { parseId } from '../ids.ts';
import { renderRecord } from '../rest/render.ts';
import { newestVersion } from '../rest/versions.ts';
import type { SchemaObject } from '../schema/object.ts';
import { executeSoql } from '../soql/execute.ts';
import { firstPage } from '../soql/pages.ts';
import { isJsonObject, readDraft } from '../store/deserialize.ts';
import type { WriteResult } from '../store/record-error.ts';
import { createRecord, deleteRecord, updateRecord, type WriteContext } from '../store/records.ts';
import { ApexException } from './apex-exception.ts';
import type { ApexAnswer, ApexInvocation } from './apex-method.ts';
import type { FieldsTemplate, Responder } from './responder.ts';
import { fillQuery, fillTemplate, fillText } from './template.ts';

/** Most records a query of Apex finds. Source: Apex governor limits. */
const rowLimit = 50_000;

/** The addresses in records; classes have a version of their own, here the newest. */
const base = `/services/data/v${newestVersion}.0`;

/** Apex runs as the user but sees all objects and fields. */
function writerOf({ org, userId }: ApexInvocation): WriteContext {
  return { userId, now: org.now(), schema: org.store.schema };
}

function findObject({ org }: ApexInvocation, name: string): SchemaObject {
  const object = org.store.schema.find(name);
  if (object) return object;
  throw new ApexException('System.TypeException', `Invalid sObject type: ${name}`);
}

/** Leaves out members without a value at any depth, as sObjects in answers of Apex do. */
function dropNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropNulls);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(members.map(([name, inner]) => [name, dropNulls(inner)]));
}

function showRecord({ org }: ApexInvocation, object: SchemaObject, id: string, names: readonly string[]): unknown {
  const row = org.store.table(object).find(id);
  if (!row) throw new ApexException('System.QueryException', 'List has no rows for assignment to SObject');
  const fields = names.map((name) => {
    const field = object.fieldByName.get(name.toLowerCase());
    if (field) return field.name;
    throw new ApexException('System.QueryException', `No such column '${name}' on entity '${object.name}'`);
  });
  const shown = ['Id', ...fields.filter((name) => name !== 'Id')];
  return dropNulls(renderRecord(base, object, row, shown));
}

/** The id a template gives. Throws ApexException for text that is no id of the object. */
function fillId(invocation: ApexInvocation, object: SchemaObject, template: string): string {
  const text = fillText(template, invocation);
  const id = typeof text === 'string' ? parseId(text) : null;
  if (id?.startsWith(object.keyPrefix)) return id;
  throw new ApexException('System.StringException', `Invalid id: ${String(text).slice(0, 200)}`);
}

function needSuccess(result: WriteResult, verb: 'Insert' | 'Update' | 'Delete'): string {
  if (result.success) return result.id;
  const [{ code, message, fields }] = result.errors;
  const which = result.id === null ? '' : ` with id ${result.id}`;
  const text = `${verb} failed. First exception on row 0${which}; first error: ${code}, ${message}: [${fields.join(', ')}]`;
  throw new ApexException('System.DmlException', text);
}

function fillFields(
  invocation: ApexInvocation,
  object: SchemaObject,
  template: FieldsTemplate,
): ReturnType<typeof readDraft> {
  const fields = fillTemplate(template, invocation);
  if (isJsonObject(fields)) return readDraft(object, fields);
  throw new ApexException('System.NullPointerException', 'Attempt to de-reference a null object');
}

function runQuery(invocation: ApexInvocation, template: string): unknown {
  const { org, userId } = invocation;
  const soql = fillQuery(template, invocation);
  try {
    const asker = { store: org.store, schema: org.store.schema, userId, now: org.now() };
    const answer = executeSoql(asker, soql, { withDeleted: false });
    if (answer.kind === 'count') return answer.count;
    const request = { base, batchSize: rowLimit, cursors: org.cursors, userId, now: org.now() };
    return firstPage(request, answer).records.map(dropNulls);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApexException('System.QueryException', (error.entries[0]?.message ?? error.message).trim());
  }
}

function respond(invocation: ApexInvocation, responder: Responder): unknown {
  const { store } = invocation.org;
  switch (responder.kind) {
    case 'reply':
      return fillTemplate(responder.reply, invocation);
    case 'nothing':
      return undefined;
    case 'create': {
      const object = findObject(invocation, responder.object);
      const draft = fillFields(invocation, object, responder.fields);
      const id = needSuccess(createRecord(store, object, draft, writerOf(invocation)), 'Insert');
      if (responder.returns === 'nothing') return undefined;
      return responder.returns === 'id' ? id : showRecord(invocation, object, id, [...draft.keys()]);
    }
    case 'update': {
      const object = findObject(invocation, responder.object);
      const id = fillId(invocation, object, responder.id);
      const draft = fillFields(invocation, object, responder.fields);
      needSuccess(updateRecord(store, object, id, draft, writerOf(invocation)), 'Update');
      if (responder.returns === 'nothing') return undefined;
      return responder.returns === 'id' ? id : showRecord(invocation, object, id, responder.show);
    }
    case 'read': {
      const object = findObject(invocation, responder.object);
      return showRecord(invocation, object, fillId(invocation, object, responder.id), responder.show);
    }
    case 'delete': {
      const object = findObject(invocation, responder.object);
      const id = fillId(invocation, object, responder.id);
      // As in Apex, the record is looked for first.
      showRecord(invocation, object, id, []);
      needSuccess(deleteRecord(store, object, id, writerOf(invocation)), 'Delete');
      return undefined;
    }
    case 'query':
      return runQuery(invocation, responder.soql);
    case 'error':
      throw new ApexException(responder.type, String(fillText(responder.message, invocation)));
  }
}

/** Does what a responder says. Throws ApexException and, for fields the object does not have, ApiError. */
export function runResponder(invocation: ApexInvocation, responder: Responder): ApexAnswer {
  const value = respond(invocation, responder);
  return { status: responder.kind === 'reply' ? responder.status : 200, value };
}
