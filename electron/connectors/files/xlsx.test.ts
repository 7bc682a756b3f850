import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { writeXlsx } from 'hucre/xlsx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { type OpenGateway, openGateway } from '../../host/gateway/gateway.fixture.ts';
import { prepareStep, readAll, testCall } from '../sdk/step-run.fixture.ts';
import { makeSheet, makeZip, type ZipEntry } from './zip.fixture.ts';

let folder: string;
let gateway: OpenGateway;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-xlsx-'));
  gateway = openGateway({ folder });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);

async function read(path: string, settings: JsonObject = {}, call = testCall(), from?: Json): Promise<JsonObject[]> {
  return readAll(await prepareStep('files.read', { path, ...settings }, { gateway }), call, {}, from);
}

async function write(path: string, batches: JsonObject[][], settings: JsonObject = {}, finish = true): Promise<void> {
  const runner = await prepareStep('files.write', { path, ...settings }, { gateway });
  if (runner.shape !== 'batch') throw new Error('It takes batches.');
  try {
    for (const batch of batches) await runner.run(batch, testCall());
    if (finish) await runner.finish?.(testCall());
    else await runner.abandon?.();
  } catch (error) {
    await runner.abandon?.();
    throw error;
  }
}

/** A workbook whose one sheet has these cells as its rows. */
const sheetOf = (rows: string, more: Record<string, string> = {}) => makeZip(makeSheet(rows, more));

describe('reading a workbook', () => {
  it('makes a record of each row: texts, numbers, truths, dates and times, nothing where a cell is empty', async () => {
    const when = new Date('2026-11-22T10:30:15.000Z');
    const rows = [
      ['Name', 'Amount', 'Active', 'Day', 'Moment', 'Note'],
      ['Ada', 12.5, true, new Date('2026-11-22T00:00:00Z'), when, null],
      [null, null, null, null, null, null],
      [' =1+1', -3, false, new Date('1900-03-01T00:00:00Z'), null, '007'],
    ];
    const cells = new Map([['1,4', { style: { numFmt: 'yyyy-mm-dd hh:mm:ss' } }]]);
    await put('a.xlsx', await writeXlsx({ sheets: [{ name: 'Leads', rows, cells }] }));
    expect(await read('a.xlsx')).toEqual([
      { Name: 'Ada', Amount: 12.5, Active: true, Day: '2026-11-22', Moment: '2026-11-22T10:30:15', Note: null },
      { Name: ' =1+1', Amount: -3, Active: false, Day: '1900-03-01', Moment: null, Note: '007' },
    ]);
    expect((await read('a.xlsx', { types: 'text' }))[0]).toEqual({
      Name: 'Ada',
      Amount: '12.5',
      Active: 'true',
      Day: '2026-11-22',
      Moment: '2026-11-22T10:30:15',
      Note: '',
    });
  });

  it('takes a sheet by name or number, and names those there are when it isn’t there', async () => {
    const sheet = (name: string, value: string) => ({ name, rows: [['a'], [value]] });
    await put(
      'a.xlsx',
      await writeXlsx({ sheets: [sheet('First', '1st'), sheet('Über 2', '2nd'), sheet('1', '3rd')] }),
    );
    expect(await read('a.xlsx')).toEqual([{ a: '1st' }]);
    expect(await read('a.xlsx', { sheet: 'über 2' })).toEqual([{ a: '2nd' }]);
    expect(await read('a.xlsx', { sheet: '2' })).toEqual([{ a: '2nd' }]);
    expect(await read('a.xlsx', { sheet: '1' })).toEqual([{ a: '3rd' }]);
    await expect(read('a.xlsx', { sheet: 'Second' })).rejects.toMatchObject({
      code: 'SHEET_NOT_FOUND',
      data: { sheets: '“First”, “Über 2”, “1”' },
    });
    await expect(read('a.xlsx', { sheet: '4' })).rejects.toMatchObject({ code: 'SHEET_NOT_FOUND' });
  });

  it('reads what programs write: prefixes, formulas with their saved values, rich text, errors, escapes, gaps', async () => {
    const rows =
      '<x:row r="2"><x:c r="A2" t="str"><x:f>A1&amp;"b"</x:f><x:v>fo_x000D_rm</x:v></x:c><x:c r="C2"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>' +
      '<x:row r="5"><x:c t="inlineStr"><x:is><x:r><x:t>rich </x:t></x:r><x:r><x:t>text</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:is></x:c>' +
      '<x:c t="e"><x:v>#N/A</x:v></x:c><x:c t="n"/><x:c t="b"><x:v>1</x:v></x:c><x:c t="d"><x:v>2026-11-22</x:v></x:c></x:row>';
    await put('a.xlsx', makeZip(makeSheet(rows, { prefix: 'x:' })));
    expect(await read('a.xlsx', { header: false })).toEqual([
      { column_1: 'fo\rrm', column_2: null, column_3: 2 },
      { column_1: 'rich text', column_2: '#N/A', column_3: null, column_4: true, column_5: '2026-11-22' },
    ]);
  });

  it('keeps numbers with too many digits as text, and says so', async () => {
    const values = ['9007199254740993', '-12345678901234567890', '9007199254740991', '1.25E+19'];
    await put('a.xlsx', sheetOf(`<row>${values.map((value) => `<c><v>${value}</v></c>`).join('')}</row>`));
    const call = testCall();
    expect(Object.values((await read('a.xlsx', { header: false }, call))[0] ?? {})).toEqual([
      '9007199254740993',
      '-12345678901234567890',
      9007199254740991,
      1.25e19,
    ]);
    expect(call.warnings.map(({ code }) => code)).toEqual(['LONG_NUMBER', 'LONG_NUMBER']);
    const [texts] = await read('a.xlsx', { header: false, types: 'text' }, call);
    expect(call.warnings.length).toBe(2);
    expect(texts).toMatchObject({ column_1: '9007199254740993', column_2: '-12345678901234567890' });
  });

  it('tells dates from numbers by their format, in both calendars', async () => {
    const codes = ['yyyy\\-mm\\-dd', 'h:mm', '[h]:mm', '#,##0.00 "days"', 'd/m/yy h:mm', '[$-409]mmm-yy', '[Red]0.0'];
    const styles = `<styleSheet><numFmts>${codes.map((code, n) => `<numFmt numFmtId="${164 + n}" formatCode="${code.replaceAll('"', '&quot;')}"/>`).join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${codes.map((_, n) => `<xf numFmtId="${164 + n}"/>`).join('')}<xf numFmtId="14"/></cellXfs></styleSheet>`;
    const values = [46348, 0.4375, 1.5, 46348, 46348.5, 46327, 1.5, 60];
    const row = `<row>${values.map((value, n) => `<c s="${n}"><v>${value}</v></c>`).join('')}</row>`;
    await put('a.xlsx', sheetOf(row, { styles }));
    const expected = ['2026-11-22', '10:30:00', 1.5, 46348, '2026-11-22T12:00:00', '2026-11-01', 1.5, 60];
    const [record] = await read('a.xlsx', { header: false });
    expect(Object.values(record ?? {})).toEqual(expected);
    await put(
      'b.xlsx',
      sheetOf('<row><c s="0"><v>44886</v></c></row>', { styles, workbookPr: '<workbookPr date1904="1"/>' }),
    );
    expect(await read('b.xlsx', { header: false })).toEqual([{ column_1: '2026-11-22' }]);
  });

  it('gives columns names where the sheet has none or the same twice, and keeps what stands right of all names', async () => {
    const rows = [['Name', null, 'Name', '__proto__'], [1, 2, 3, 4, 5], [1]];
    await put('a.xlsx', await writeXlsx({ sheets: [{ name: 'S', rows }] }));
    const call = testCall();
    const [first, second] = await read('a.xlsx', {}, call);
    expect(Object.entries(first ?? {})).toEqual([
      ['Name', 1],
      ['column_2', 2],
      ['Name_2', 3],
      ['__proto__', 4],
      ['column_5', 5],
    ]);
    expect(Object.keys(second ?? {})).toEqual(['Name', 'column_2', 'Name_2', '__proto__']);
    expect(call.warnings.map(({ code }) => code)).toEqual(['COLUMN_RENAMED', 'COLUMN_RENAMED']);
  });

  it('cuts the same pages at every reading and takes up where it stopped', async () => {
    const records = Array.from({ length: 2_500 }, (_, n) => ({ n }));
    await write('a.xlsx', [records]);
    const runner = await prepareStep('files.read', { path: 'a.xlsx' }, { gateway });
    if (runner.shape !== 'source') throw new Error('It is a source.');
    const sizes: number[] = [];
    let cursor: Json = null;
    for await (const page of runner.read({}, testCall())) {
      sizes.push(page.records.length);
      cursor ??= page.cursor ?? null;
    }
    expect(sizes).toEqual([1_000, 1_000, 500]);
    expect(await read('a.xlsx', {}, testCall(), cursor)).toEqual(records.slice(1_000));
  });

  it.each<[string, () => Uint8Array | string, string]>([
    ['an empty file', () => '', 'empty'],
    ['text', () => 'a,b\n1,2\n', 'isn’t a workbook'],
    ['an archive of other things', () => makeZip([{ name: 'a.txt', content: 'a' }]), 'not a workbook'],
    ['an archive that is cut off', () => sheetOf('<row/>').subarray(0, 300), 'ends too early'],
    ['an old workbook', () => Buffer.from('d0cf11e0a1b11ae1', 'hex'), '.xls'],
    [
      'a workbook with a password',
      () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
      'password',
    ],
    ['a text that isn’t there', () => sheetOf('<row><c t="s"><v>7</v></c></row>'), 'Row 1'],
    ['a cell outside of all columns', () => sheetOf('<row><c r="ZZZ1"><v>7</v></c></row>'), 'Row 1'],
  ])('says what is wrong with %s', async (_, make, words) => {
    await put('a.xlsx', make());
    await expect(read('a.xlsx')).rejects.toMatchObject({
      code: 'WORKBOOK_UNREADABLE',
      why: expect.stringContaining(words),
    });
  });

  it('names line and column where a sheet isn’t well-formed', async () => {
    await put('a.xlsx', sheetOf('\n<row><c></row>'));
    await expect(read('a.xlsx')).rejects.toMatchObject({ code: 'XML_DAMAGED', data: { line: 2 } });
  });
});

describe('S30 hostile archives', () => {
  const limit = 5_000;
  const entries = (sheet: Partial<ZipEntry>): ZipEntry[] =>
    makeSheet('<row><c><v>1</v></c></row>').map((entry) =>
      entry.name.includes('sheet1') ? { ...entry, ...sheet } : entry,
    );

  it.each<[string, () => ZipEntry[]]>([
    ['a bomb that says its size', () => entries({ content: Buffer.alloc(100_000_000, '<row/>') })],
    [
      'a bomb that lies about its size',
      () => entries({ content: Buffer.alloc(100_000_000, '<row/>'), saidSize: 5_000 }),
    ],
    ['a part that says more than it is', () => entries({ saidSize: 5_000 })],
    ['a part that says it is far inside the archive', () => entries({ saidOffset: 4_000_000 })],
    ['a part that says it is elsewhere', () => entries({ saidOffset: 7 })],
    ['a part that is packed wrongly', () => entries({ packed: Buffer.from('ffffffffffff', 'hex') })],
    ['a part that is there twice', () => [...entries({}), ...entries({})]],
    ['texts that are a bomb', () => makeSheet('', { sharedStrings: `<sst>${'<si/>'.repeat(4_500_000)}</sst>` })],
  ])(
    'are refused: %s',
    async (_, make) => {
      await put('a.xlsx', makeZip(make()));
      const before = process.memoryUsage().rss;
      const begin = performance.now();
      await expect(read('a.xlsx')).rejects.toMatchObject({ code: 'WORKBOOK_UNREADABLE' });
      expect(performance.now() - begin).toBeLessThan(limit);
      expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
    },
    20_000,
  );

  it('with names that lead outside touch nothing outside', async () => {
    const slips = ['../out.xml', '/tmp/out.xml', '..\\out.xml', 'xl/../../out.xml', 'C:\\out.xml'];
    await put('a.xlsx', makeZip([...slips.map((name) => ({ name, content: 'x' })), ...entries({})]));
    expect(await read('a.xlsx', { header: false })).toEqual([{ column_1: 1 }]);
    await put('b.xlsx', makeZip(makeSheet('<row/>', { target: '../../../../../../etc/passwd' })));
    await expect(read('b.xlsx')).rejects.toMatchObject({ code: 'WORKBOOK_UNREADABLE' });
    expect(await readdir(folder)).toEqual(['a.xlsx', 'b.xlsx']);
  });

  it('with a DOCTYPE are refused by name', async () => {
    await put('a.xlsx', makeZip(entries({ content: '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>' })));
    await expect(read('a.xlsx')).rejects.toMatchObject({ code: 'XML_DOCTYPE_REFUSED' });
  });

  it('may be cut or changed at any place without more than an error', async () => {
    const whole = sheetOf('<row><c><v>1</v></c></row>');
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), async (place, byte, cut) => {
        const bytes = Buffer.from(cut ? whole.subarray(0, place) : whole);
        if (!cut) bytes[place] = byte;
        await put('a.xlsx', bytes);
        const outcome = await read('a.xlsx').catch((error: unknown) => error);
        if (!Array.isArray(outcome)) {
          const codes = /^(WORKBOOK_UNREADABLE|XML_DAMAGED|ENCODING_WRONG|SHEET_NOT_FOUND|XML_DOCTYPE_REFUSED)$/;
          expect(outcome).toMatchObject({ code: expect.stringMatching(codes) });
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('writing a workbook', () => {
  it('appears whole or not at all', async () => {
    await put('out.xlsx', 'old');
    await write('out.xlsx', [[{ a: 1 }]], {}, false);
    expect(await readFile(join(folder, 'out.xlsx'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['out.xlsx']);
  });

  it('makes cells of the right types, dates among them, with a frozen header and widths', async () => {
    await write('out.xlsx', [[{ Day: '2026-11-22', n: 1, ok: true, 'a long name of a column': '=1+1' }]]);
    const { readXlsx } = await import('hucre/xlsx');
    const book = await readXlsx(await readFile(join(folder, 'out.xlsx')), { readStyles: true });
    const [sheet] = book.sheets;
    expect(sheet?.name).toBe('Sheet1');
    expect(sheet?.rows).toEqual([
      ['Day', 'n', 'ok', 'a long name of a column'],
      [new Date('2026-11-22T00:00:00Z'), 1, true, '=1+1'],
    ]);
    expect(sheet?.freezePane).toMatchObject({ rows: 1 });
    expect(sheet?.columns?.[3]?.width).toBe(25);
  });

  it('puts columns that appear later at the end, and loses nothing', async () => {
    await write('out.xlsx', [[{ a: 'x', day: '2026-11-22' }], [{ b: 2, a: { c: [1] } }], [{ d: null }]]);
    expect(await read('out.xlsx')).toEqual([
      { a: 'x', day: '2026-11-22', b: null, 'a.c': null, d: null },
      { a: null, day: null, b: 2, 'a.c': '[1]', d: null },
      { a: '', day: null, b: null, 'a.c': null, d: null },
    ]);
    await write('late.xlsx', [[{}], [{ a: 1 }]]);
    expect(await read('late.xlsx')).toEqual([{ a: '' }, { a: 1 }]);
    expect(await readdir(folder)).toEqual(['late.xlsx', 'out.xlsx']);
    await write('long.xlsx', [[{ a: 2 ** 60 }], [{ b: 1 }]]);
    const { readXlsx } = await import('hucre/xlsx');
    const book = await readXlsx(await readFile(join(folder, 'long.xlsx')));
    expect(book.sheets[0]?.rows[1]?.[0]).toBe(2 ** 60);
  });

  it('writes the chosen columns only, in their order, into the named sheet', async () => {
    await write('out.xlsx', [[{ a: 1, b: { c: 2 }, d: 3 }, { d: 4 }]], { columns: ['d', 'b.c'], sheet: 'Result' });
    expect(await read('out.xlsx', { sheet: 'Result' })).toEqual([
      { d: 3, 'b.c': 2 },
      { d: 4, 'b.c': null },
    ]);
    await write('none.xlsx', [], { columns: ['a'] });
    expect(await read('none.xlsx')).toEqual([]);
    await write('empty.xlsx', []);
    expect(await read('empty.xlsx')).toEqual([]);
  });

  it.each<[JsonObject, string]>([
    [{ mode: 'append' }, 'mode'],
    [{ sheet: 'a/b' }, 'sheet'],
    [{ sheet: 'x'.repeat(32) }, 'sheet'],
  ])('refuses the settings %j before anything runs', async (settings, field) => {
    await expect(prepareStep('files.write', { path: 'a.xlsx', ...settings }, { gateway })).rejects.toMatchObject({
      code: 'SETTING_WRONG',
      data: { field },
    });
  });

  it('says which text no cell can hold, and leaves the old file', async () => {
    await put('out.xlsx', 'old');
    await expect(write('out.xlsx', [[{ a: 'x'.repeat(32_768) }]])).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    expect(await readFile(join(folder, 'out.xlsx'), 'utf8')).toBe('old');
  });

  it('says when the folder isn’t there', async () => {
    await expect(write('no/such/out.xlsx', [[{ a: 1 }]])).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
  });

  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '=1+1',
      '@SUM(A1)',
      '_x0041_',
      '__x0041_',
      ' a ',
      'a\r\nb\tc',
      '\0\x1f\uffff\ud800',
      '2026-11-22',
      '2026-02-30',
      '007',
    ),
  );
  const value: fc.Arbitrary<Json> = fc.oneof(
    text,
    // A whole number past 2^53 comes back as text, as from every other file.
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((number) => Number.isSafeInteger(number) || !/^-?\d+$/.test(String(number)))
      .map((number) => number + 0),
    fc.boolean(),
  );

  it.each([true, false])('S31 reads back what it wrote (spreadsheet protection: %s)', async (spreadsheetSafe) => {
    const record = fc.record({ a: value, 'b,c': value, '=d_x0041_': value });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), async (records) => {
        await write('out.xlsx', [records], { spreadsheetSafe });
        expect(await read('out.xlsx', { spreadsheetSafe })).toEqual(records);
      }),
      { numRuns: 60 },
    );
  });
});
