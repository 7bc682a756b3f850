import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json/json.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** A text as the content of an XML element. Characters that XML can't hold (XML 1.0, production 2) are left out. */
export function escapeXml(text: string): string {
  let escaped = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isControl = code < 0x20 && code !== 0x9 && code !== 0xa && code !== 0xd;
    if (isControl || code === 0xfffe || code === 0xffff || (code >= 0xd800 && code <= 0xdfff)) continue;
    escaped += escapes[character] ?? character;
  }
  return escaped;
}

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: 32,
});

/**
 * The `Body` of a SOAP envelope: elements without their prefixes, all values as text. Undefined for what isn't one, and
 * for a document with a DOCTYPE, which no SOAP message may have (SOAP 1.1 §3) and which could declare entities.
 */
export function readSoapBody(text: string): JsonObject | undefined {
  if (/<!DOCTYPE|<!ENTITY/i.test(text) || XMLValidator.validate(text) !== true) return undefined;
  let document: Json;
  try {
    document = parser.parse(text);
  } catch {
    // Nesting beyond the bound, names that reach for prototypes: no answer of a sign-in has them.
    return undefined;
  }
  return childOf(childOf(document, 'Envelope'), 'Body');
}

/** The element of this name within another, when it has elements itself. */
export function childOf(element: Json | undefined, name: string): JsonObject | undefined {
  const child = isJsonObject(element) && Object.hasOwn(element, name) ? element[name] : undefined;
  return isJsonObject(child) ? child : undefined;
}

/** The text of the element of this name; empty when there is none. */
export function textOf(element: JsonObject | undefined, name: string): string {
  const value = element && Object.hasOwn(element, name) ? element[name] : undefined;
  return typeof value === 'string' ? value.trim() : '';
}
