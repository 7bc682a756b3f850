import type { XmlElement } from '../soap/xml-element.ts';
import { MetadataError } from './metadata-error.ts';

/** A component's properties as the Metadata API has them: text, nested properties, and lists of either. */
export type MetadataValue = string | readonly MetadataValue[] | Metadata;

/** One component, or a part of one. All values are texts, as in XML. */
export interface Metadata {
  readonly [name: string]: MetadataValue;
}

/** Reads a component from XML: an element that occurs several times becomes a list, nil ones are passed over. */
export function readMetadata(element: XmlElement): Metadata {
  const values = new Map<string, MetadataValue[]>();
  for (const child of element.children) {
    if (child.isNil) continue;
    const value = child.children.length > 0 ? readMetadata(child) : child.text;
    const held = values.get(child.name);
    if (held) held.push(value);
    else values.set(child.name, [value]);
  }
  return Object.fromEntries([...values].map(([name, list]) => [name, list.length === 1 ? (list[0] ?? '') : list]));
}

function isNested(value: MetadataValue): value is Metadata {
  return typeof value === 'object' && !Array.isArray(value);
}

/** The text of a property, without white space around it; undefined when it is absent or empty. */
export function textOf(metadata: Metadata, name: string): string | undefined {
  const value = metadata[name];
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

/** The text of a property that must be there. Throws MetadataError `REQUIRED_FIELD_MISSING`. */
export function needText(metadata: Metadata, name: string): string {
  const text = textOf(metadata, name);
  if (text !== undefined) return text;
  throw new MetadataError('REQUIRED_FIELD_MISSING', `Required field is missing: ${name}`, [name]);
}

/** Whether a property is `true`. Throws MetadataError for other words than true and false. */
export function flagOf(metadata: Metadata, name: string): boolean {
  const text = textOf(metadata, name);
  if (text === undefined || text === 'false' || text === '0') return false;
  if (text === 'true' || text === '1') return true;
  throw new MetadataError('INVALID_FIELD', `'${text.slice(0, 100)}' is not a valid value for ${name}`, [name]);
}

/** A whole number within bounds. Throws MetadataError when it is missing or something else. */
export function needCount(metadata: Metadata, name: string, smallest: number, largest: number): number {
  const text = textOf(metadata, name);
  if (text === undefined) {
    throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', `Must specify '${name}' for this type of CustomField`, [name]);
  }
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= smallest && count <= largest) return count;
  const message = `${name} must be a whole number from ${smallest} to ${largest}, not ${text.slice(0, 100)}`;
  throw new MetadataError('FIELD_INTEGRITY_EXCEPTION', message, [name]);
}

/** A nested property; undefined when it is absent or plain text. */
export function partOf(metadata: Metadata, name: string): Metadata | undefined {
  const value = metadata[name];
  return value !== undefined && isNested(value) ? value : undefined;
}

/** The nested properties of that name, one or many. */
export function partsOf(metadata: Metadata, name: string): readonly Metadata[] {
  const value = metadata[name];
  if (value === undefined) return [];
  const list: readonly MetadataValue[] = Array.isArray(value) ? value : [value];
  return list.filter(isNested);
}

/** The same component without some of its properties. */
export function without(metadata: Metadata, names: readonly string[]): Metadata {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !names.includes(name)));
}
