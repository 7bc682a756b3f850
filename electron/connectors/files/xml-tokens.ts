import { MillraceError } from '../../../shared/errors/index.ts';

/** Attributes of an element in their order: name, value, name, value … */
export type XmlAttributes = readonly string[];

/** Hears what a document holds, in its order. Texts may come in pieces; entities in them are resolved. */
export type XmlHandler = {
  open(name: string, attributes: XmlAttributes): void;
  text(text: string): void;
  close(name: string): void;
};

/** Elements within elements past which a document is refused: records are maps in maps, and nobody nests that deep. */
const deepest = 128;
/** Characters of one tag past which a document is refused, so that none fills the memory. */
const longestTag = 1_000_000;
/** Attributes of one element past which a document is refused. */
const mostAttributes = 500;
/** Names that are remembered as valid; more are checked each time. */
const rememberedNames = 1_000;

// XML 1.0, production 5; characters past ASCII are taken as they come.
const validName = /^[:A-Z_a-z\u0080-\uffff][-.:\w\u0080-\uffff]*$/;
const attribute = /\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const reference = /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,32}));|&/g;
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const closings = { comment: '-->', cdata: ']]>' } as const;

/**
 * Takes the text of an XML 1.0 document piece by piece and checks that it is well-formed. It holds no more of it than one
 * tag. What a document may declare itself (DOCTYPE, entities, external parts) is refused, so nothing ever grows or is
 * fetched (S29).
 */
export class XmlTokens {
  readonly #handler: XmlHandler;
  readonly #path: string;
  readonly #open: string[] = [];
  readonly #names = new Set<string>();
  #text = '';
  #position = 0;
  #state: 'content' | keyof typeof closings = 'content';
  #rooted = false;
  #line = 1;
  #column = 1;

  /** `path` is the file's, for messages. */
  constructor(handler: XmlHandler, path: string) {
    this.#handler = handler;
    this.#path = path;
  }

  /**
   * Reads a piece; `last` says that no other follows.
   * @throws MillraceError XML_DAMAGED with line and column, XML_DOCTYPE_REFUSED.
   */
  read(piece: string, last: boolean): void {
    this.#forget();
    this.#text += piece;
    while (this.#position < this.#text.length && (this.#state === 'content' ? this.#step(last) : this.#skipTo(last)));
    if (!last) return;
    if (this.#position < this.#text.length || this.#state !== 'content' || this.#open.length > 0) {
      this.#position = this.#text.length;
      const name = this.#open.at(-1);
      throw this.error(name === undefined ? 'It ends too early' : `It ends before “${name}” is closed`);
    }
    if (!this.#rooted) throw this.error('It holds no element');
  }

  /** What is wrong at the present place, with its line and column. */
  error(problem: string): MillraceError {
    this.#forget();
    const place = { line: this.#line, column: this.#column };
    const detail = `${problem} (line ${place.line}, column ${place.column}).`;
    return new MillraceError('XML_DAMAGED', { path: this.#path, ...place, detail });
  }

  /** Drops what was read, counting its lines. */
  #forget(): void {
    const text = this.#text;
    let begin = 0;
    for (let end = text.indexOf('\n'); end !== -1 && end < this.#position; end = text.indexOf('\n', begin)) {
      this.#line++;
      this.#column = 1;
      begin = end + 1;
    }
    this.#column += this.#position - begin;
    this.#text = text.slice(this.#position);
    this.#position = 0;
  }

  /** Takes the text up to a tag, or a tag; false when more of the document is needed. */
  #step(last: boolean): boolean {
    const text = this.#text;
    const start = this.#position;
    const tag = text.indexOf('<', start);
    if (tag !== start) {
      const end = tag === -1 ? (last ? text.length : findSafeEnd(text, start)) : tag;
      if (end === start) return false;
      this.#takeText(text.slice(start, end));
      this.#position = end;
      return tag !== -1 || last;
    }
    const next = text[start + 1];
    if (next === undefined) return false;
    if (next === '!') return this.#takeDeclaration(last);
    if (next === '?') {
      const end = text.indexOf('?>', start);
      return end === -1 ? this.#await(start) : this.#take(end + 2);
    }
    const end = findTagEnd(text, start);
    if (end === -1) return this.#await(start);
    if (next === '/') this.#takeClosing(text.slice(start + 2, end).trimEnd());
    else this.#takeOpening(text.slice(start + 1, end));
    return this.#take(end + 1);
  }

  #takeDeclaration(last: boolean): boolean {
    const start = this.#text.slice(this.#position, this.#position + 9);
    if (start.startsWith('<!--')) return this.#enter('comment', 4);
    if (start === '<![CDATA[') {
      if (this.#open.length === 0) throw this.error('Text stands outside the root element');
      return this.#enter('cdata', 9);
    }
    if (start.length < 9 && !last) return false;
    if (/^<!DOCTYPE/i.test(start)) throw new MillraceError('XML_DOCTYPE_REFUSED', { path: this.#path });
    throw this.error('A declaration stands where none may be');
  }

  #enter(state: keyof typeof closings, characters: number): boolean {
    this.#state = state;
    return this.#take(this.#position + characters);
  }

  /** Takes what belongs to a comment or a CDATA section, as far as it is there. */
  #skipTo(last: boolean): boolean {
    if (this.#state === 'content') return true;
    const { [this.#state]: closing } = closings;
    const found = this.#text.indexOf(closing, this.#position);
    const end = found === -1 ? Math.max(this.#position, this.#text.length - (last ? 0 : 2)) : found;
    if (this.#state === 'cdata') this.#handler.text(unifyLines(this.#text.slice(this.#position, end)));
    if (found === -1) {
      this.#position = end;
      return false;
    }
    this.#state = 'content';
    return this.#take(found + closing.length);
  }

  #takeText(text: string): void {
    if (this.#open.length > 0) this.#handler.text(this.#resolve(unifyLines(text)));
    else if (/[^\s\ufeff]/.test(text)) throw this.error('Text stands outside the root element');
  }

  #takeOpening(tag: string): void {
    const empty = tag.endsWith('/');
    const inner = empty ? tag.slice(0, -1) : tag;
    const blank = inner.search(/\s/);
    const name = blank === -1 ? inner : inner.slice(0, blank);
    this.#checkName(name);
    if (this.#open.length === 0 && this.#rooted) throw this.error(`“${name}” comes after the root element`);
    if (this.#open.length >= deepest) throw this.error(`Its elements are nested deeper than ${deepest}`);
    this.#rooted = true;
    this.#handler.open(name, blank === -1 ? [] : this.#readAttributes(inner, blank, name));
    if (empty) this.#handler.close(name);
    else this.#open.push(name);
  }

  #takeClosing(name: string): void {
    const open = this.#open.pop();
    if (open === undefined) throw this.error(`“</${name}>” closes nothing`);
    if (open !== name) throw this.error(`“</${name}>” stands where “</${open}>” is needed`);
    this.#handler.close(name);
  }

  #readAttributes(tag: string, from: number, element: string): string[] {
    const attributes: string[] = [];
    attribute.lastIndex = from;
    let end = from;
    for (let match = attribute.exec(tag); match; match = attribute.exec(tag)) {
      const name = match[1] ?? '';
      this.#checkName(name);
      if (attributes.length >= mostAttributes * 2)
        throw this.error(`“${element}” has more than ${mostAttributes} attributes`);
      if (attributes.some((other, index) => index % 2 === 0 && other === name))
        throw this.error(`“${element}” has the attribute “${name}” twice`);
      const value = match[2] ?? match[3] ?? '';
      attributes.push(name, this.#resolve(value.replace(/\r\n|[\t\n\r]/g, ' ')));
      end = attribute.lastIndex;
    }
    if (tag.slice(end).trim() !== '') throw this.error(`The attributes of “${element}” can’t be read`);
    return attributes;
  }

  #checkName(name: string): void {
    if (this.#names.has(name)) return;
    if (!validName.test(name)) throw this.error(`“${name.slice(0, 40)}” isn’t a name of an element or attribute`);
    if (this.#names.size < rememberedNames) this.#names.add(name);
  }

  #resolve(text: string): string {
    if (!text.includes('&')) return text;
    return text.replace(reference, (whole: string, hex?: string, decimal?: string, entity?: string) => {
      if (entity !== undefined && Object.hasOwn(named, entity)) return named[entity] ?? '';
      if (entity !== undefined) throw this.error(`The entity “${whole}” isn’t one of XML’s own`);
      const code = hex === undefined ? Number(decimal ?? 'NaN') : Number.parseInt(hex, 16);
      if (Number.isNaN(code)) throw this.error('A “&” stands alone; it must be “&amp;”');
      if (!isCharacter(code)) throw this.error(`“${whole}” isn’t a character of XML`);
      return String.fromCodePoint(code);
    });
  }

  #take(position: number): boolean {
    this.#position = position;
    return true;
  }

  #await(start: number): boolean {
    if (this.#text.length - start > longestTag) throw this.error('A tag is longer than a million characters');
    return false;
  }
}

/** True for what XML 1.0, production 2 allows. */
export function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/** XML 1.0 §2.11: every line end is one LF. */
function unifyLines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** How far text may be taken before the rest is there: not into a reference, nor between CR and LF. */
function findSafeEnd(text: string, start: number): number {
  const ampersand = text.lastIndexOf('&');
  if (ampersand >= start && text.length - ampersand < 40 && !text.includes(';', ampersand)) return ampersand;
  return text.endsWith('\r') ? text.length - 1 : text.length;
}

/** The place of the `>` that ends the tag, which may hold others in quotes; -1 when it isn't there yet. */
function findTagEnd(text: string, start: number): number {
  let end = text.indexOf('>', start);
  for (let position = start; position < end; position++) {
    const code = text.charCodeAt(position);
    if (code !== 34 && code !== 39) continue;
    position = text.indexOf(code === 34 ? '"' : "'", position + 1);
    if (position === -1) return -1;
    if (position > end) end = text.indexOf('>', position);
  }
  return end;
}
