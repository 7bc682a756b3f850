import type { RemoteOption } from '../../../shared/contract/catalog.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import type { ConnectorClient, OptionLoader } from '../sdk/index.ts';
import { restPath } from './api.ts';

/** The objects that records can be created of, by label. */
export const loadObjects: OptionLoader = async ({ client, signal }) => {
  const answer = await client.request({ method: 'GET', path: restPath(client, 'sobjects'), effect: 'read' }, signal);
  const objects = listOf(answer.json(), 'sobjects').filter(({ createable }) => createable === true);
  return sortByLabel(objects.map(toOption));
};

/** The fields of the step's object that can be written when a record is created, the required ones first. */
export const loadFields: OptionLoader = async ({ client, settings, signal }) => {
  const object = settings.SObjectName;
  if (typeof object !== 'string' || !/^\w{1,255}$/.test(object)) {
    throw new MillraceError('SETTING_REQUIRED', { label: 'Object', field: 'SObjectName' });
  }
  const described = await describeObject(client, object, signal);
  const fields = listOf(described, 'fields').filter(({ createable }) => createable === true);
  const options = fields.map((declared): RemoteOption => {
    const required = declared.nillable === false && declared.defaultedOnCreate !== true;
    const values = listOf(declared, 'picklistValues').filter(({ active }) => active !== false);
    return {
      ...toOption(declared),
      type: String(declared.type ?? ''),
      required,
      ...(values.length > 0 ? { values: values.map(({ value }) => String(value)) } : {}),
    };
  });
  const byLabel = sortByLabel(options);
  return [...byLabel.filter(({ required }) => required), ...byLabel.filter(({ required }) => !required)];
};

async function describeObject(client: ConnectorClient, object: string, signal: AbortSignal): Promise<Json> {
  const path = restPath(client, `sobjects/${object}/describe`);
  return (await client.request({ method: 'GET', path, effect: 'read' }, signal)).json();
}

function toOption({ name, label }: JsonObject): RemoteOption {
  return { value: String(name), label: String(label ?? name) };
}

function sortByLabel(options: RemoteOption[]): RemoteOption[] {
  return options.sort((a, b) => a.label.localeCompare(b.label, 'en'));
}

function listOf(body: Json, key: string): JsonObject[] {
  const list = isJsonObject(body) ? body[key] : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
