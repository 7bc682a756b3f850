import { crc32, deflateRawSync } from 'node:zlib';

/** A part of an archive as a test makes it; what it says of itself may be wrong. */
export type ZipEntry = {
  name: string;
  content: string | Uint8Array;
  /** Bytes in place of the packed content. */
  packed?: Uint8Array;
  saidSize?: number;
  saidOffset?: number;
};

/** A ZIP archive (PKWARE APPNOTE 4.3). */
export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, packed, saidSize, saidOffset } of entries) {
    const bytes = Buffer.from(content);
    const body = packed ?? deflateRawSync(bytes);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(0x800, 2);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(body.length, 14);
    facts.writeUInt32LE(saidSize ?? bytes.length, 18);
    facts.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), facts, Buffer.from(name), body]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(saidOffset ?? offset, 10);
    directory.push(Buffer.from('504b01021400', 'hex'), facts, tail, Buffer.from(name));
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, list, end]);
}

/** The parts of a workbook with one sheet; `more` replaces or adds some. */
export function makeSheet(rows: string, more: Record<string, string> = {}): ZipEntry[] {
  const { prefix = '', styles, sharedStrings, workbookPr = '', target = 'worksheets/sheet1.xml' } = more;
  const types = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = (list: [string, string, string][]) =>
    `<?xml version="1.0"?><Relationships>${list.map(([id, type, to]) => `<Relationship Id="${id}" Type="${types}/${type}" Target="${to}"/>`).join('')}</Relationships>`;
  const extra: [string, string, string][] = [];
  if (styles !== undefined) extra.push(['s', 'styles', 'styles.xml']);
  if (sharedStrings !== undefined) extra.push(['t', 'sharedStrings', '/xl/sharedStrings.xml']);
  const sheet = `<${prefix}worksheet><${prefix}sheetData>${rows}</${prefix}sheetData></${prefix}worksheet>`;
  return [
    { name: '_rels/.rels', content: relations([['a', 'officeDocument', 'xl/workbook.xml']]) },
    { name: 'xl/_rels/workbook.xml.rels', content: relations([['rId1', 'worksheet', target], ...extra]) },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns:r="r">${workbookPr}<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    { name: 'xl/worksheets/sheet1.xml', content: sheet },
    ...(styles === undefined ? [] : [{ name: 'xl/styles.xml', content: styles }]),
    ...(sharedStrings === undefined ? [] : [{ name: 'xl/sharedStrings.xml', content: sharedStrings }]),
  ];
}
