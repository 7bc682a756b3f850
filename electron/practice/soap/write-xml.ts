import { escapeXml } from '../text/escape-xml.ts';

/** XML that is written as it is. */
export class Xml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * What an element can hold: a scalar becomes text, null `xsi:nil`, a list repeats the element, an object becomes
 * child elements in its order (undefined ones are left out).
 */
export type XmlValue =
  | string
  | number
  | boolean
  | null
  | Xml
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue | undefined };

function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/** Writes an element; a list of values becomes as many elements. Attribute names and values come from this program. */
export function writeElement(name: string, value: XmlValue, attributes: Readonly<Record<string, string>> = {}): string {
  if (isList(value)) return value.map((item) => writeElement(name, item, attributes)).join('');
  const written = Object.entries(attributes)
    .map(([attribute, text]) => ` ${attribute}="${escapeXml(text)}"`)
    .join('');
  if (value === null) return `<${name} xsi:nil="true"/>`;
  const content = writeContent(value);
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** Writes what stands inside an element. */
export function writeContent(value: Exclude<XmlValue, null | readonly XmlValue[]>): string {
  if (value instanceof Xml) return value.text;
  if (typeof value !== 'object') return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, inner]) => (inner === undefined ? '' : writeElement(name, inner)))
    .join('');
}
