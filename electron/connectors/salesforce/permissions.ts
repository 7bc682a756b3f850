import type { FlowStep } from '../../../shared/flow/document.ts';
import { isJsonObject, type JsonObject } from '../../../shared/json/json.ts';
import type { ConnectorClient, PermissionAccess, PermissionCheck, PermissionNeed } from '../sdk/index.ts';
import { restPath } from './api.ts';

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
    if (step.type === 'salesforce.query') return typeof salesforceQuery === 'string' ? readQuery(salesforceQuery) : [];
    return readStep(step);
  },
  findMissing: async ({ client, needs, signal }) => {
    const byObject = Map.groupBy(needs, ({ object }) => object);
    const found = await Promise.all(
      [...byObject].map(async ([object, wanted]) => {
        const described = await describe(client, object, signal);
        return [object, described ? compare(wanted, described) : ['see the object']] as const;
      }),
    );
    return new Map(found);
  },
};

function readStep({ type, settings = {} }: FlowStep): PermissionNeed[] {
  const access = accessOfStep[type];
  const { SObjectName: object, salesforcePayload: payload } = settings;
  if (!access || typeof object !== 'string' || !objectForm.test(object)) return [];
  const fields = isJsonObject(payload) && fieldFlag[access] ? Object.keys(payload).filter(isFieldName) : [];
  return [{ object, access, fields }];
}

/** The object and the plain fields of a query; functions, subqueries and fields of related records are passed over. */
function readQuery(text: string): PermissionNeed[] {
  const flat = withoutParentheses(text.replace(/'(?:[^'\\]|\\.)*'/g, "''").replace(/\{\{.*?\}\}/gs, "''"));
  const match = /^\s*SELECT\s+(.*?)\s+FROM\s+(\w{1,255})\b/is.exec(flat);
  if (!match) return [];
  const [, selected = '', object = ''] = match;
  return [
    {
      object,
      access: 'read',
      fields: selected
        .split(',')
        .map((name) => name.trim())
        .filter(isFieldName),
    },
  ];
}

function withoutParentheses(text: string): string {
  let depth = 0;
  let flat = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    // What stood in parentheses, and the name before it, can't be taken for a field any more.
    flat += depth === 0 ? character : '(';
    if (character === ')') depth = Math.max(0, depth - 1);
  }
  return flat;
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

function compare(needs: readonly PermissionNeed[], described: JsonObject): string[] {
  const fields = new Map(
    (Array.isArray(described.fields) ? described.fields : [])
      .filter(isJsonObject)
      .map((field) => [String(field.name).toLowerCase(), field]),
  );
  const missing = needs.flatMap(({ access, fields: wanted }) => {
    if (described[objectFlag[access]] !== true) return [`${access} records`];
    return wanted.flatMap((name) => {
      const field = fields.get(name.toLowerCase());
      if (!field) return [`see the field ${name}`];
      const flag = fieldFlag[access];
      return flag && field[flag] !== true ? [`${access === 'create' ? 'set' : 'change'} the field ${name}`] : [];
    });
  });
  return [...new Set(missing)];
}
