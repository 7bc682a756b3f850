import { ApiError } from '../api-error.ts';
import { readXml, XmlError } from '../soap/read-xml.ts';
import type { XmlElement } from '../soap/xml-element.ts';
import { isJsonObject } from '../store/deserialize.ts';
import { escapeXml } from '../text/escape-xml.ts';

/** The attributes a record carries outside of its fields. */
const recordAttributes = ['type', 'url', 'referenceId'] as const;

/** Members that are lists even when they hold one element, and those that are yes or no. */
const lists = new Set(['records', 'requests', 'ids', 'fields', 'contextIds', 'nextApproverIds', 'inputs']);
const partLists = new Set(['compositeRequest', 'batchRequests', 'graphs']);
const flags = new Set(['allOrNone', 'haltOnError', 'doNotCreateOpportunity', 'overwriteLeadSource']);

/** Whether a caller who sends this `Accept` header prefers XML to JSON. Browsers, which name it in passing, do not. */
export function prefersXml(accept: string | undefined): boolean {
  if (accept === undefined || /text\/html/i.test(accept)) return false;
  const xml = accept.search(/\b(?:application|text)\/xml\b/i);
  const json = accept.search(/\bapplication\/json\b/i);
  return xml !== -1 && (json === -1 || xml < json);
}

function readElement(element: XmlElement): unknown {
  if (element.isNil) return null;
  const { children } = element;
  if (children.length === 0 && !recordAttributes.some((name) => element.attribute(name) !== undefined)) {
    return flags.has(element.name) ? element.text.trim() === 'true' : element.text;
  }
  return membersOf(element);
}

function membersOf(element: XmlElement): Readonly<Record<string, unknown>> {
  const members = new Map<string, unknown>();
  const attributes = recordAttributes.flatMap((name) => {
    const text = element.attribute(name);
    return text === undefined ? [] : [[name, text] as const];
  });
  if (attributes.length > 0) members.set('attributes', Object.fromEntries(attributes));
  for (const child of element.children) {
    const value = readElement(child);
    const held = members.get(child.name);
    if (lists.has(child.name) || partLists.has(child.name) || held !== undefined) {
      members.set(child.name, [...(Array.isArray(held) ? held : held === undefined ? [] : [held]), value]);
    } else members.set(child.name, value);
  }
  return Object.fromEntries(members);
}

/**
 * Reads an XML body as the JSON it stands for: elements are members, repeated ones lists, `xsi:nil` is null. The name of
 * the root says nothing. Throws ApiError 400 for what is not XML, and for a DOCTYPE or entities.
 */
export function readXmlBody(text: string): unknown {
  try {
    return membersOf(readXml(text));
  } catch (error) {
    if (error instanceof XmlError) throw new ApiError(400, 'XML_PARSER_ERROR', error.message);
    throw error;
  }
}

/** The name of the root element of an answer. Source: the XML examples of the REST API Developer Guide. */
function rootName(body: unknown): string {
  if (!isJsonObject(body)) return 'Response';
  if (isJsonObject(body.attributes) && typeof body.attributes.type === 'string') return body.attributes.type;
  if ('totalSize' in body) return 'QueryResult';
  if ('success' in body) return 'Result';
  if ('sobjects' in body && 'maxBatchSize' in body) return 'DescribeGlobal';
  if ('childRelationships' in body) return 'DescribeSObject';
  if ('DailyApiRequests' in body) return 'LimitsSnapshot';
  return 'Response';
}

const elementName = /^[A-Za-z_][\w.-]*$/;

function writeMembers(value: Readonly<Record<string, unknown>>): string {
  return Object.entries(value)
    .map(([name, member]) => (name === 'attributes' || member === undefined ? '' : write(name, member)))
    .join('');
}

function write(name: string, value: unknown): string {
  const tag = elementName.test(name) ? name : `_${name.replace(/[^\w.-]/g, '_')}`;
  if (Array.isArray(value)) return value.map((entry) => write(tag, entry)).join('');
  if (value === null || value === undefined) return `<${tag} xsi:nil="true"/>`;
  if (!isJsonObject(value)) return `<${tag}>${escapeXml(String(value))}</${tag}>`;
  const attributes = isJsonObject(value.attributes) ? value.attributes : {};
  const written = recordAttributes.map((key) =>
    typeof attributes[key] === 'string' ? ` ${key}="${escapeXml(attributes[key])}"` : '',
  );
  return `<${tag}${written.join('')}>${writeMembers(value)}</${tag}>`;
}

function isErrors(body: unknown): body is readonly unknown[] {
  return Array.isArray(body) && body.length > 0 && body.every((entry) => isJsonObject(entry) && 'errorCode' in entry);
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
const namespace = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** Writes an answer's JSON as XML: errors as `<Errors><Error>…`, a record under its own name. */
export function writeXmlBody(body: unknown): string {
  if (isErrors(body)) return `${declaration}<Errors ${namespace}>${write('Error', body)}</Errors>`;
  if (Array.isArray(body)) return `${declaration}<Results ${namespace}>${write('Result', body)}</Results>`;
  return declaration + write(rootName(body), body).replace(/^<[\w.-]+/, (start) => `${start} ${namespace}`);
}
