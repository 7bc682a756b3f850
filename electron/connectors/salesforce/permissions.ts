import type { FlowStep } from '../../../shared/flow/document.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';
import type { ConnectorClient, PermissionAccess, PermissionCheck, PermissionNeed } from '../sdk/index.ts';
import { restPath } from './api.ts';
import { readQueryNeeds } from './soql-needs.ts';

/** What the steps that name their object in `SObjectName` do with its records. */
const accessOfStep: Readonly<Record<string, PermissionAccess>> = {
  'salesforce.create': 'create',
  'salesforce.get': 'read',
  'salesforce.update': 'update',
  'salesforce.delete': 'delete',
};

const objectForm = /^\w{1,255}$/;

/** What a describe of an object says about the user who asked (protocol notes §3.3). */
const objectFlag: Readonly<Record<PermissionAccess, string>> = {
  read: 'queryable',
  create: 'createable',
  update: 'updateable',
  delete: 'deletable',
};
const fieldFlag: Partial<Record<PermissionAccess, string>> = { create: 'createable', update: 'updateable' };

/** Checks a user's permissions by describing each object as that user: what it may not see isn't described (W4). */
export const permissions: PermissionCheck = {
  needs: (step) => {
    const { salesforceQuery } = step.settings ?? {};
    if (step.type === 'salesforce.query')
      return typeof salesforceQuery === 'string' ? readQueryNeeds(salesforceQuery) : [];
    return readStep(step);
  },
  findMissing: async ({ client, needs, signal }) => {
    const descriptions = describeOnce(client, signal);
    const byObject = Map.groupBy(needs, ({ object }) => object);
    const found = await Promise.all(
      [...byObject].map(async ([object, wanted]) => {
        const described = await descriptions(object);
        return [object, described ? await compare(wanted, described, descriptions) : ['see the object']] as const;
      }),
    );
    return new Map(found);
  },
};

/** What a user may see of an object; undefined when that is nothing. */
type Describe = (object: string) => Promise<JsonObject | undefined>;

/** Asks for each object once, however many queries lead to it. */
function describeOnce(client: ConnectorClient, signal: AbortSignal): Describe {
  const asked = new Map<string, Promise<JsonObject | undefined>>();
  return (object) => {
    const known = asked.get(object.toLowerCase()) ?? describe(client, object, signal);
    asked.set(object.toLowerCase(), known);
    return known;
  };
}

function readStep({ type, settings = {} }: FlowStep): PermissionNeed[] {
  const access = accessOfStep[type];
  const { SObjectName: object, salesforcePayload: payload } = settings;
  if (!access || typeof object !== 'string' || !objectForm.test(object)) return [];
  const fields = isJsonObject(payload) && fieldFlag[access] ? Object.keys(payload).filter(isFieldName) : [];
  return [{ object, access, fields }];
}

function isFieldName(name: string): boolean {
  return objectForm.test(name);
}

async function describe(client: ConnectorClient, object: string, signal: AbortSignal): Promise<JsonObject | undefined> {
  const path = restPath(client, `sobjects/${object}/describe`);
  const accept = (status: number) => status === 404;
  const answer = await client.request({ method: 'GET', path, effect: 'read', accept }, signal);
  const body = answer.status === 404 ? undefined : answer.json();
  return isJsonObject(body) ? body : undefined;
}

async function compare(
  needs: readonly PermissionNeed[],
  described: JsonObject,
  descriptions: Describe,
): Promise<string[]> {
  const missing = needs.map(async ({ access, fields: wanted }) => {
    if (described[objectFlag[access]] !== true) return [`${access} records`];
    return Promise.all(wanted.map((path) => findMissingField(path, access, described, descriptions)));
  });
  return [...new Set((await Promise.all(missing)).flat().filter((words) => words !== undefined))];
}

/** What the user may not do of a field, which may be one of a related record; undefined for nothing. */
async function findMissingField(
  path: string,
  access: PermissionAccess,
  described: JsonObject,
  descriptions: Describe,
): Promise<string | undefined> {
  const shown = path.replaceAll('/', '.');
  const [, relationship, kind, rest] = /^(\w+)([./])(.*)$/.exec(path) ?? [];
  if (relationship === undefined || rest === undefined) {
    const field = findNamed(described.fields, 'name', path);
    if (!field) return `see the field ${shown}`;
    const flag = fieldFlag[access];
    return flag && field[flag] !== true ? `${access === 'create' ? 'set' : 'change'} the field ${shown}` : undefined;
  }
  const related =
    kind === '/'
      ? [findNamed(described.childRelationships, 'relationshipName', relationship)?.childSObject]
      : findNamed(described.fields, 'relationshipName', relationship)?.referenceTo;
  const [object, ...others] = Array.isArray(related) ? related : [];
  if (typeof object !== 'string') return `see the field ${shown}`;
  // Records of several objects can be meant; which of them isn’t said in the query.
  if (others.length > 0) return undefined;
  const next = await descriptions(object);
  if (!next) return `see the object ${object}`;
  if (next.queryable !== true) return `read records of ${object}`;
  const missing = await findMissingField(rest, access, next, descriptions);
  return missing?.startsWith('see the field') ? `see the field ${shown}` : missing;
}

function findNamed(list: Json | undefined, key: string, name: string): JsonObject | undefined {
  const entries = Array.isArray(list) ? list.filter(isJsonObject) : [];
  return entries.find((entry) => String(entry[key]).toLowerCase() === name.toLowerCase());
}
