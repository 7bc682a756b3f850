import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { escapeXml } from '../../text/escape-xml.ts';
import { BulkError } from '../bulk-error.ts';

/** The namespace of all documents of Bulk API v1. */
export const dataloadNamespace = 'http://www.force.com/2009/06/asyncapi/dataload';

/** Content of an element: text, or its children and attributes (`@` before their names); several of a name are a list. */
export type XmlContent = string | XmlElement | readonly XmlContent[];

/** See `XmlContent`. */
export interface XmlElement {
  readonly [name: string]: XmlContent;
}

/** Deepest nesting: a parent named within a record, with some room. */
const deepest = 20;

/** True for an element with children or attributes. */
export function isElement(content: XmlContent | undefined): content is XmlElement {
  return typeof content === 'object' && !Array.isArray(content);
}

/** The content of a name as a list. */
export function listOf(content: XmlContent | undefined): readonly XmlContent[] {
  if (content === undefined || content === '') return [];
  return Array.isArray(content) ? (content as readonly XmlContent[]) : [content as XmlContent];
}

/** Reads a document without a DOCTYPE; prefixes of names are dropped. Throws BulkError `ClientInputError`. */
export function parseXml(text: string): XmlElement {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw new BulkError('ClientInputError', 'DOCTYPE is not allowed');
  const problem = XMLValidator.validate(text);
  if (problem !== true) {
    throw new BulkError('ClientInputError', `The XML cannot be read: ${problem.err.msg.slice(0, 200)}`);
  }
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    maxNestedTags: deepest,
    ignoreDeclaration: true,
    textNodeName: '#text',
  });
  try {
    return parser.parse(text) as XmlElement;
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : 'unknown reason';
    throw new BulkError('ClientInputError', `The XML cannot be read: ${why}`);
  }
}

/** The text of an element; empty when it has none. */
export function textOf(content: XmlContent | undefined): string {
  if (typeof content === 'string') return content;
  return isElement(content) && typeof content['#text'] === 'string' ? content['#text'] : '';
}

/** Writes an element for each member, in order. */
export function writeElements(members: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(members)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('');
}

/** Writes a whole document. */
export function writeDocument(root: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="${dataloadNamespace}">${content}</${root}>`;
}
