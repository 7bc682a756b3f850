import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { XmlElement } from './xml-element.ts';

/** The text is not XML that the org reads. The message says why. */
export class XmlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'XmlError';
  }
}

/** Deepest nesting read, most tags in one document, longest tag: far above what 200 records of a call need. */
const depthLimit = 64;
const tagLimit = 400_000;
const tagLengthLimit = 20_000;

/** Longest part of the document an error message shows. */
const shownLength = 200;

const textName = '#text';
const cdataName = '#cdata';
const attributesName = ':@';

// Entities stay as they are here: this reader knows the five of XML and character numbers, and refuses all others.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  textNodeName: textName,
  cdataPropName: cdataName,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: depthLimit,
  jPath: false,
  onDangerousProperty: (name) => name,
});

/** What the parser gives: one key with the content, and perhaps the attributes. */
type ParsedNode = Readonly<Record<string, unknown>>;

/** Refuses a DOCTYPE, and whatever else begins with `<!` and is neither a comment nor CDATA. One pass. */
function refuseDeclarations(text: string): void {
  for (let at = text.indexOf('<!'); at !== -1; ) {
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : null;
    if (end === null) throw new XmlError('DOCTYPE is not allowed.');
    const close = text.indexOf(end, at + 4);
    if (close === -1) throw new XmlError('A comment or CDATA section is not closed.');
    at = text.indexOf('<!', close);
  }
}

function refuseExcess(text: string): void {
  let tags = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) {
    tags += 1;
    if (tags > tagLimit) throw new XmlError(`The document has more than ${tagLimit} tags.`);
    if (text.startsWith('<!', at)) continue;
    const length = text.slice(at, at + tagLengthLimit).indexOf('>');
    if (length === -1) throw new XmlError(`A tag is not closed within ${tagLengthLimit} characters.`);
  }
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Whether XML 1.0 allows the character. Source: XML 1.0, production 2. */
function isXmlCharacter(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}

function decodeReference(reference: string): string {
  const character = Object.hasOwn(named, reference) ? named[reference] : undefined;
  if (character !== undefined) return character;
  const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(reference);
  const code = number?.[1] ? Number.parseInt(number[1], 16) : Number(number?.[2] ?? Number.NaN);
  if (!isXmlCharacter(code)) throw new XmlError(`The entity '${reference.slice(0, 40)}' is not allowed.`);
  return String.fromCodePoint(code);
}

function decodeText(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]{0,40};)?/g, (_, reference: string | undefined) => {
    if (reference === undefined) throw new XmlError("The character '&' stands alone.");
    return decodeReference(reference.slice(0, -1));
  });
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function readAttributes(attributes: unknown): Map<string, string> {
  const read = new Map<string, string>();
  for (const [name, value] of Object.entries((attributes ?? {}) as Record<string, unknown>)) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
    read.set(localName(name), decodeText(String(value)));
  }
  return read;
}

/** Depth is bounded by the parser, so recursion is safe. */
function readNode(name: string, node: ParsedNode): XmlElement {
  const children: XmlElement[] = [];
  let text = '';
  for (const child of node[name] as readonly ParsedNode[]) {
    const childName = Object.keys(child).find((key) => key !== attributesName) ?? '';
    if (childName === textName) text += decodeText(String(child[textName]));
    else if (childName === cdataName) {
      for (const part of child[cdataName] as readonly ParsedNode[]) text += String(part[textName]);
    } else children.push(readNode(childName, child));
  }
  return new XmlElement(localName(name), children, text, readAttributes(node[attributesName]));
}

/**
 * Reads a document and returns its root element. Throws XmlError for text that is not well-formed, for a DOCTYPE, for
 * entities other than XML's own, and for documents nested too deeply or with too many tags.
 */
export function readXml(text: string): XmlElement {
  const document = text.startsWith('\ufeff') ? text.slice(1) : text;
  refuseExcess(document);
  refuseDeclarations(document);
  const verdict = XMLValidator.validate(document);
  if (verdict !== true) throw new XmlError(verdict.err.msg.slice(0, shownLength));
  let nodes: readonly ParsedNode[];
  try {
    nodes = parser.parse(document) as readonly ParsedNode[];
  } catch (error) {
    throw new XmlError((error instanceof Error ? error.message : String(error)).slice(0, shownLength));
  }
  for (const node of nodes) {
    const name = Object.keys(node).find((key) => key !== attributesName);
    if (name !== undefined && name !== textName && name !== cdataName) return readNode(name, node);
  }
  throw new XmlError('The document has no element.');
}
