import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { readCell } from './cell.ts';
import { decodeText, type Encoding } from './encoding.ts';
import { requireFound, splitXmlPath, XmlRecords } from './xml-records.ts';

/** Encodings by the names that XML documents call them (IANA), as far as they are read here. */
const declaredEncodings: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  // A document that says so and has no byte order mark is in neither; the mark wins where there is one.
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'iso-8859-1': 'latin1',
  latin1: 'latin1',
  'windows-1252': 'windows-1252',
};
/** Bytes in which a document's declaration is looked for. */
const declarationBytes = 200;
const declaration = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']{1,40})["']/;

/**
 * Records of an XML document, one list for each piece of it; at no time more of it is in memory than a record.
 * `recordPath` is as in `XmlRecords`. With `types: auto`, texts become values as the cells of a CSV file do;
 * `longNumber` hears of each number that stays text, since it has too many digits.
 * @throws MillraceError XML_DAMAGED, XML_DOCTYPE_REFUSED, XML_RECORDS_NOT_FOUND, ENCODING_WRONG.
 */
export async function* readXml(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  reading: { recordPath: string; types: 'auto' | 'text'; encoding: Encoding; longNumber?: () => void },
): AsyncGenerator<JsonObject[]> {
  const readText: (text: string) => Json =
    reading.types === 'auto' ? (text) => readCell(text, reading.longNumber) : (text) => text;
  const records = new XmlRecords(splitXmlPath(reading.recordPath), path, readText);
  for await (const piece of decodeDocument(chunks, reading.encoding, path)) yield records.read(piece, false);
  yield records.read('', true);
  requireFound(records, path, reading.recordPath);
}

/** The text of a document, in the encoding that it declares itself, else in the given one. */
async function* decodeDocument(
  chunks: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  path: string,
): AsyncGenerator<string> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    const first = await iterator.next();
    const head = first.done ? '' : String.fromCharCode(...first.value.subarray(0, declarationBytes));
    const declared = declaration.exec(head)?.[1];
    const known = declared === undefined ? encoding : declaredEncodings[declared.toLowerCase()];
    if (!known) {
      const detail = `It says that it is encoded as ${declared}, which isn’t read here. Save it as UTF-8.`;
      throw new MillraceError('XML_DAMAGED', { path, detail });
    }
    const all = async function* () {
      for (let next = first; !next.done; next = await iterator.next()) yield next.value;
    };
    // In these, the declaration itself couldn't have been read byte by byte.
    yield* decodeText(all(), declared !== undefined && known.startsWith('utf-16') ? 'utf-8' : known, path);
  } finally {
    await iterator.return?.();
  }
}
