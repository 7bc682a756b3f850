import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { decodeName } from './xml-name.ts';
import { type XmlAttributes, type XmlHandler, XmlTokens } from './xml-tokens.ts';

/** Characters and values of one record past which it is refused, so that none fills the memory. */
const longestRecord = 16_000_000;
const mostValues = 200_000;
/** Elements that are named when the records weren't found. */
const namedPaths = 12;

type Element = { fields: Map<string, Json>; text: string; hasElements: boolean };

/**
 * Makes a record of each element that `path` leads to, from the root on: `orders/order`. An empty path means the elements
 * right below the root. Attributes are fields `@name`, text beside them is `#text`, an element that repeats is a list,
 * one that holds only text is that text.
 */
export class XmlRecords implements XmlHandler {
  /** True once a record was found. */
  found = false;
  readonly #path: readonly string[];
  readonly #tokens: XmlTokens;
  readonly #readText: (text: string) => Json;
  /** Names of the elements that are open outside records. */
  readonly #outside: string[] = [];
  readonly #seen = new Set<string>();
  /** The record that is being read, and the elements open in it. */
  #open: Element[] = [];
  #records: JsonObject[] = [];
  #size = 0;
  #values = 0;

  /** `file` is for messages; `readText` makes a value of what an element or attribute holds. */
  constructor(path: readonly string[], file: string, readText: (text: string) => Json) {
    this.#path = path.map(decodeName);
    this.#readText = readText;
    this.#tokens = new XmlTokens(this, file);
  }

  /**
   * Records that are complete with this piece; `last` says that no other follows.
   * @throws MillraceError XML_DAMAGED, XML_DOCTYPE_REFUSED.
   */
  read(piece: string, last: boolean): JsonObject[] {
    this.#records = [];
    this.#tokens.read(piece, last);
    return this.#records;
  }

  /** Paths of some elements that are there, for who asked for others. */
  listPaths(): string[] {
    return [...this.#seen];
  }

  open(name: string, attributes: XmlAttributes): void {
    if (this.#open.length === 0) {
      this.#outside.push(decodeName(name));
      if (!this.#isRecord()) {
        if (!this.found && this.#seen.size < namedPaths) this.#seen.add(this.#outside.join('/'));
        return;
      }
      this.found = true;
      this.#size = 0;
      this.#values = 0;
    }
    const element: Element = { fields: new Map(), text: '', hasElements: false };
    this.#count(name.length);
    for (let index = 0; index < attributes.length; index += 2) {
      const value = attributes[index + 1] ?? '';
      this.#count(value.length);
      element.fields.set(`@${decodeName(attributes[index] ?? '')}`, this.#readText(value));
    }
    this.#open.push(element);
  }

  text(text: string): void {
    const element = this.#open.at(-1);
    if (!element) return;
    element.text += text;
    this.#size += text.length;
    this.#check();
  }

  close(name: string): void {
    const element = this.#open.pop();
    if (!element) {
      this.#outside.pop();
      return;
    }
    const parent = this.#open.at(-1);
    if (!parent) {
      this.#outside.pop();
      this.#records.push(this.#finish(element, true));
      return;
    }
    parent.hasElements = true;
    const value = element.fields.size === 0 ? this.#readText(element.text) : this.#finish(element, false);
    add(parent.fields, decodeName(name), value);
  }

  #isRecord(): boolean {
    const path = this.#path;
    if (path.length === 0) return this.#outside.length === 2;
    return this.#outside.length === path.length && path.every((name, index) => name === this.#outside[index]);
  }

  /** The fields of an element that has some, and its text beside them. */
  #finish({ fields, text, hasElements }: Element, isRecord: boolean): JsonObject {
    // Around elements, blanks are only how the document is laid out.
    const own = hasElements || (isRecord && fields.size === 0) ? text.trim() : text;
    if (own !== '') fields.set('#text', this.#readText(own));
    return Object.fromEntries(fields);
  }

  #count(characters: number): void {
    this.#values++;
    this.#size += characters;
    this.#check();
  }

  #check(): void {
    if (this.#size > longestRecord) throw this.#tokens.error('A record is longer than 16 million characters');
    if (this.#values > mostValues) throw this.#tokens.error('A record has more than 200,000 values');
  }
}

/** Adds a value to those of this name: from the second on they are a list. */
function add(fields: Map<string, Json>, name: string, value: Json): void {
  const present = fields.get(name);
  // An element's own value is never a list, so a list is one that was made here.
  if (present === undefined) fields.set(name, value);
  else if (Array.isArray(present)) present.push(value);
  else fields.set(name, [present, value]);
}

/** The names of a path such as `orders/order`; a slash at its begin or end doesn't count. */
export function splitXmlPath(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}

/** @throws MillraceError XML_RECORDS_NOT_FOUND, naming the elements that are there. */
export function requireFound(records: XmlRecords, file: string, path: string): void {
  if (records.found || path === '') return;
  throw new MillraceError('XML_RECORDS_NOT_FOUND', {
    path: file,
    recordPath: path,
    paths: records.listPaths().join(', '),
  });
}
