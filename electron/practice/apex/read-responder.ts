import { readCount, readName, refuse, refuseOthers, type Settings } from '../control/settings.ts';
import type { Schema } from '../schema/schema.ts';
import { isJsonObject } from '../store/deserialize.ts';
import type { FieldsTemplate, Responder, Returned, Template } from './responder.ts';

/** Deepest nesting of an answer. */
const depthLimit = 20;

function isTemplate(value: unknown, depth: number): value is Template {
  if (depth > depthLimit) return false;
  if (Array.isArray(value)) return value.every((item) => isTemplate(item, depth + 1));
  if (isJsonObject(value)) return Object.values(value).every((inner) => isTemplate(inner, depth + 1));
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function readTemplate(value: unknown): Template {
  if (isTemplate(value, 0)) return value;
  throw refuse(`reply must be JSON that is nested at most ${depthLimit} deep.`);
}

/** JSON written as a text, as a form sends it. */
function readJson(settings: Settings): Template {
  const text = readName(settings, 'json', '{"ok":true}') ?? '';
  try {
    return readTemplate(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse('json must be JSON, such as {"ok":true}.');
    throw error;
  }
}

function readObject(schema: Schema, settings: Settings, name: string): string {
  const object = schema.find(readName(settings, name, 'Account') ?? '');
  if (object) return object.name;
  throw refuse(`${name} must be an object of this org, such as Account.`);
}

function readFields(settings: Settings): FieldsTemplate {
  const { fields } = settings;
  if (typeof fields === 'string' && /^\{body\.[\w.]+\}$/.test(fields)) return fields;
  const template = fields === undefined ? undefined : readTemplate(fields);
  if (isJsonObject(template)) return template as { readonly [name: string]: Template };
  throw refuse(
    'fields must be an object, such as {"Name": "{body.name}"}, or one placeholder, such as {body.account}.',
  );
}

function readReturns(settings: Settings): Returned {
  const returns = readName(settings, 'returns', 'id') ?? 'id';
  if (returns === 'id' || returns === 'record' || returns === 'nothing') return returns;
  throw refuse('returns must be id, record or nothing.');
}

function readShow(settings: Settings): readonly string[] {
  const { show } = settings;
  if (show === undefined) return ['Name'];
  if (Array.isArray(show) && show.every((name) => typeof name === 'string')) return show;
  throw refuse('show must be a list of field names, such as ["Name", "Phone"].');
}

const readId = (settings: Settings): string => readName(settings, 'id', '{path.1}') ?? '{path.1}';

/** What each way to respond takes besides its own name. */
const settingsOf: Readonly<Record<string, readonly string[]>> = {
  reply: ['status'],
  json: ['status'],
  nothing: [],
  create: ['fields', 'returns'],
  update: ['id', 'fields', 'returns', 'show'],
  read: ['id', 'show'],
  delete: ['id'],
  query: [],
  error: ['type'],
};

/**
 * Reads what a method is to do: exactly one of reply, json, nothing, create, update, read, delete, query and error.
 * Throws ApiError 400 that says what is wrong.
 */
export function readResponder(schema: Schema, value: unknown): Responder {
  const kinds = Object.keys(settingsOf);
  const chosen = isJsonObject(value) ? kinds.filter((kind) => value[kind] !== undefined) : [];
  const [kind] = chosen;
  if (!isJsonObject(value) || kind === undefined || chosen.length > 1) {
    throw refuse(`respond must hold one of ${kinds.join(', ')}, such as {"reply": {"ok": true}}.`);
  }
  refuseOthers(value, [kind, ...(settingsOf[kind] ?? [])]);
  const status = readCount(value, 'status', 200, 599) ?? 200;
  switch (kind) {
    case 'json':
      return { kind: 'reply', reply: readJson(value), status };
    case 'nothing':
      return { kind: 'nothing' };
    case 'create':
      return {
        kind,
        object: readObject(schema, value, 'create'),
        fields: readFields(value),
        returns: readReturns(value),
      };
    case 'update':
      return {
        kind,
        object: readObject(schema, value, 'update'),
        id: readId(value),
        fields: readFields(value),
        returns: readReturns(value),
        show: readShow(value),
      };
    case 'read':
      return { kind, object: readObject(schema, value, 'read'), id: readId(value), show: readShow(value) };
    case 'delete':
      return { kind, object: readObject(schema, value, 'delete'), id: readId(value) };
    case 'query':
      return { kind, soql: readName(value, 'query', 'SELECT Id FROM Account WHERE Name = {query.name}') ?? '' };
    case 'error': {
      const type = readName(value, 'type', 'System.DmlException') ?? 'System.DmlException';
      if (!/^[A-Za-z][\w.]{0,99}$/.test(type)) throw refuse('type must be a class, such as System.DmlException.');
      return { kind, type, message: readName(value, 'error', 'Insert failed.') ?? '' };
    }
    default:
      return { kind: 'reply', reply: readTemplate(value.reply), status };
  }
}
