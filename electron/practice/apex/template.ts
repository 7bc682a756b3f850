import { isJsonObject } from '../store/deserialize.ts';
import type { ApexInvocation } from './apex-method.ts';
import type { FieldsTemplate, Responder, Template } from './responder.ts';

const placeholder = /\{(body|path|query)\.([\w.]{1,200})\}/g;
const onlyPlaceholder = /^\{(body|path|query)\.([\w.]{1,200})\}$/;

/** What a placeholder stands for; null when the caller sent no such thing. */
function lookUp(invocation: ApexInvocation, source: string, path: string): unknown {
  if (source === 'path') return invocation.path[Number(path) - 1] ?? null;
  let value: unknown = source === 'query' ? invocation.query : invocation.body;
  for (const name of path.split('.')) {
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : null;
  }
  return value ?? null;
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Fills in a text: one that is a placeholder alone becomes the value itself, others have values put in as text. */
export function fillText(template: string, invocation: ApexInvocation): unknown {
  const [, source, path] = onlyPlaceholder.exec(template) ?? [];
  if (source !== undefined && path !== undefined) return lookUp(invocation, source, path);
  return template.replace(placeholder, (_, from: string, name: string) => asText(lookUp(invocation, from, name)));
}

/** Fills in a value at any depth. */
export function fillTemplate(template: Template | FieldsTemplate, invocation: ApexInvocation): unknown {
  if (typeof template === 'string') return fillText(template, invocation);
  if (Array.isArray(template)) return template.map((item: Template) => fillTemplate(item, invocation));
  if (!isJsonObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) => [name, fillTemplate(value as Template, invocation)]),
  );
}

/** A value as a SOQL literal, so that whatever the caller sends stays a value. */
function asLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `(${value.map(asLiteral).join(', ')})`;
  return `'${asText(value).replace(/[\\']/g, (character) => `\\${character}`)}'`;
}

/** Fills in a query; placeholders become literals and need no quotes around them. */
export function fillQuery(soql: string, invocation: ApexInvocation): string {
  return soql.replace(placeholder, (_, source: string, path: string) => asLiteral(lookUp(invocation, source, path)));
}

function textsOf(template: Template | FieldsTemplate): readonly string[] {
  if (typeof template === 'string') return [template];
  if (Array.isArray(template)) return template.flatMap((item: Template) => textsOf(item));
  return isJsonObject(template) ? Object.values(template).flatMap((value) => textsOf(value as Template)) : [];
}

/** The parameters a method takes: the members of the body that its placeholders name. */
export function parametersOf(responder: Responder): ReadonlySet<string> {
  const { kind, ...parts } = responder;
  const texts = textsOf(parts as unknown as Template);
  const names = texts.flatMap((text) =>
    [...text.matchAll(placeholder)].flatMap(([, source, path = '']) =>
      source === 'body' ? (path.split('.')[0] ?? []) : [],
    ),
  );
  return new Set(names);
}
