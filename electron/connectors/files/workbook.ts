import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json } from '../../../shared/json/json.ts';
import { decodeText } from './encoding.ts';
import { builtInKind, kindOfCode, type NumberKind } from './excel-dates.ts';
import { type XmlAttributes, type XmlHandler, XmlTokens } from './xml-tokens.ts';
import { type ReadFile, ZipArchive } from './zip-archive.ts';

/** Unpacked bytes of the parts that describe a workbook, and of its texts, past which it is refused. */
const mostDescription = 32 * 1024 * 1024;
const mostTexts = 256 * 1024 * 1024;
/** Texts that a workbook shares among its cells, past which it is refused: as many as a column has rows, four times. */
const mostSharedTexts = 4_194_304;
/** Cell formats past which a workbook is refused; Excel itself takes 65,490. */
const mostFormats = 100_000;

/** A workbook whose sheets can be read. */
export type Workbook = {
  archive: ZipArchive;
  /** The sheets with rows, in the workbook's order. `part` is the archive's part they are in. */
  sheets: { name: string; part: string }[];
  /** What the number format of each cell format shows. */
  kinds: NumberKind[];
  sharedTexts: string[];
  from1904: boolean;
  path: string;
};

/** Reads what describes a workbook. @throws MillraceError WORKBOOK_UNREADABLE, XML_DAMAGED, XML_DOCTYPE_REFUSED. */
export async function openWorkbook(read: ReadFile, path: string): Promise<Workbook> {
  const archive = await ZipArchive.open(read, path);
  const fail = (detail: string) => new MillraceError('WORKBOOK_UNREADABLE', { path, detail });
  if (!archive.has('_rels/.rels')) throw fail('It is an archive, but not a workbook.');
  const document = (await readRelations(archive, '', '_rels/.rels', path)).find(
    ({ type }) => type === 'officeDocument',
  );
  const main = document?.target ?? 'xl/workbook.xml';
  if (main.endsWith('.bin')) throw fail('It is a binary workbook (.xlsb). Save it as .xlsx.');
  if (!archive.has(main)) throw fail('It is an archive, but not a workbook.');
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const relationsPart = `${folder}_rels/${main.slice(folder.length)}.rels`;
  const relations = archive.has(relationsPart) ? await readRelations(archive, folder, relationsPart, path) : [];
  const { sheets, from1904 } = await readMain(archive, main, path);
  const partOf = (type: string) => relations.find((relation) => relation.type === type)?.target;
  const styles = partOf('styles');
  const texts = partOf('sharedStrings');
  return {
    archive,
    path,
    from1904,
    sheets: sheets.flatMap(({ name, id }) => {
      const relation = relations.find((candidate) => candidate.id === id && candidate.type === 'worksheet');
      return relation ? [{ name, part: relation.target }] : [];
    }),
    kinds: styles !== undefined && archive.has(styles) ? await readKinds(archive, styles, path) : [],
    sharedTexts: texts !== undefined && archive.has(texts) ? await readTexts(archive, texts, path) : [],
  };
}

/**
 * The sheet of a name, else of a number counted from 1; the first one when neither is said.
 * @throws MillraceError SHEET_NOT_FOUND with the names of those there are.
 */
export function findSheet({ sheets, path }: Workbook, wanted: Json | undefined): { name: string; part: string } {
  const text = wanted === undefined || wanted === null ? '' : String(wanted);
  const named = sheets.find(({ name }) => name === text) ?? sheets.find((sheet) => sameName(sheet.name, text));
  const found = text === '' ? sheets[0] : (named ?? (/^\d{1,4}$/.test(text) ? sheets[Number(text) - 1] : undefined));
  if (found) return found;
  const names = sheets.slice(0, 20).map(({ name }) => `“${name.slice(0, 40)}”`);
  throw new MillraceError('SHEET_NOT_FOUND', {
    path,
    sheet: text === '' ? '1' : text,
    sheets: names.join(', ') || '–',
  });
}

/** Excel compares names of sheets without regard to case. */
function sameName(first: string, second: string): boolean {
  return first.toLowerCase() === second.toLowerCase();
}

/** Hands a part of the archive to a handler, piece by piece; `after` is called after each. */
export async function* walkPart(
  archive: ZipArchive,
  part: string,
  path: string,
  limit: number,
  handler: XmlHandler,
): AsyncGenerator<undefined> {
  const tokens = new XmlTokens(handler, path);
  for await (const piece of decodeText(archive.part(part, limit), 'utf-8', path)) {
    tokens.read(piece, false);
    yield;
  }
  tokens.read('', true);
  yield;
}

/** The value of an attribute, whatever prefix it has; undefined when there is none. */
export function findAttribute(attributes: XmlAttributes, name: string): string | undefined {
  for (let index = 0; index < attributes.length; index += 2) {
    const key = attributes[index];
    if (key === name || (key?.endsWith(name) && localName(key) === name)) return attributes[index + 1];
  }
  return undefined;
}

/** A name without its prefix. */
export function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}

/** Excel's way to write characters that XML has none for (ECMA-376 part 1, 22.4.2.4, ST_Xstring). */
export function decodeTextEscapes(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

async function walkAll(archive: ZipArchive, part: string, path: string, limit: number, handler: Partial<XmlHandler>) {
  const whole: XmlHandler = { open: () => undefined, text: () => undefined, close: () => undefined, ...handler };
  for await (const _ of walkPart(archive, part, path, limit, whole));
}

type Relation = { id: string; type: string; target: string };

/** Relations of a part in `folder` (OPC, ECMA-376 part 2, 9.3). Types are named by the end of their address. */
async function readRelations(archive: ZipArchive, folder: string, part: string, path: string): Promise<Relation[]> {
  const relations: Relation[] = [];
  await walkAll(archive, part, path, mostDescription, {
    open(name, attributes) {
      if (localName(name) !== 'Relationship' || findAttribute(attributes, 'TargetMode') === 'External') return;
      const type = findAttribute(attributes, 'Type') ?? '';
      relations.push({
        id: findAttribute(attributes, 'Id') ?? '',
        type: type.slice(type.lastIndexOf('/') + 1),
        target: resolveTarget(folder, findAttribute(attributes, 'Target') ?? ''),
      });
    },
  });
  return relations;
}

/** The name of the part that a relation points at; it can't leave the archive, since names are only looked up in it. */
function resolveTarget(folder: string, target: string): string {
  const names: string[] = [];
  for (const name of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.join('/');
}

async function readMain(archive: ZipArchive, part: string, path: string) {
  const sheets: { name: string; id: string }[] = [];
  let from1904 = false;
  await walkAll(archive, part, path, mostDescription, {
    open(name, attributes) {
      const local = localName(name);
      if (local === 'workbookPr') from1904 = ['1', 'true'].includes(findAttribute(attributes, 'date1904') ?? '');
      if (local !== 'sheet') return;
      sheets.push({ name: findAttribute(attributes, 'name') ?? '', id: findAttribute(attributes, 'id') ?? '' });
    },
  });
  return { sheets, from1904 };
}

async function readKinds(archive: ZipArchive, part: string, path: string): Promise<NumberKind[]> {
  const codes = new Map<number, NumberKind>();
  const kinds: NumberKind[] = [];
  let inCellFormats = false;
  await walkAll(archive, part, path, mostDescription, {
    open(name, attributes) {
      const local = localName(name);
      if (local === 'cellXfs') inCellFormats = true;
      if (local === 'numFmt')
        codes.set(
          Number(findAttribute(attributes, 'numFmtId')),
          kindOfCode(findAttribute(attributes, 'formatCode') ?? ''),
        );
      if (local !== 'xf' || !inCellFormats || kinds.length >= mostFormats) return;
      const id = Number(findAttribute(attributes, 'numFmtId') ?? 0);
      kinds.push(codes.get(id) ?? builtInKind(id));
    },
    close(name) {
      if (localName(name) === 'cellXfs') inCellFormats = false;
    },
  });
  return kinds;
}

async function readTexts(archive: ZipArchive, part: string, path: string): Promise<string[]> {
  const texts: string[] = [];
  let text = '';
  let inText = false;
  let inPhonetic = false;
  await walkAll(archive, part, path, mostTexts, {
    open(name) {
      const local = localName(name);
      if (local === 'si') text = '';
      else if (local === 'rPh') inPhonetic = true;
      else if (local === 't') inText = !inPhonetic;
    },
    text(piece) {
      if (inText) text += piece;
    },
    close(name) {
      const local = localName(name);
      if (local === 't') inText = false;
      else if (local === 'rPh') inPhonetic = false;
      else if (local === 'si') {
        if (texts.length >= mostSharedTexts)
          throw new MillraceError('WORKBOOK_UNREADABLE', { path, detail: 'It has more than four million texts.' });
        texts.push(decodeTextEscapes(text));
      }
    },
  });
  return texts;
}
