import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { parseJson } from '../../../shared/json/parse-json.ts';
import { type OpenGateway, openGateway } from '../../host/gateway/gateway.fixture.ts';
import { prepareStep, readAll, testCall } from '../sdk/step-run.fixture.ts';

let folder: string;
let gateway: OpenGateway;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-connector-'));
  gateway = openGateway({ folder });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);
const get = (name: string) => readFile(join(folder, name), 'utf8');

async function read(path: string, settings: JsonObject = {}, call = testCall(), from?: Json): Promise<JsonObject[]> {
  return readAll(await prepareStep('files.read', { path, ...settings }, { gateway }), call, {}, from);
}

/** Writes batches of records; `finish` unless told otherwise. */
async function write(
  path: string,
  batches: JsonObject[][],
  settings: JsonObject = {},
  finish = true,
  call = testCall(),
): Promise<void> {
  const runner = await prepareStep('files.write', { path, ...settings }, { gateway });
  if (runner.shape !== 'batch') throw new Error('It takes batches.');
  for (const batch of batches) {
    const outcomes = await runner.run(batch, call);
    expect(outcomes).toEqual(batch.map(() => ({})));
  }
  if (finish) await runner.finish?.(testCall());
  else await runner.abandon?.();
}

describe('reading a file', () => {
  it('makes a record of each row, with numbers and truths recognised', async () => {
    await put('a.csv', 'Name,Zip,Amount,Active,Note\n"Ada, Countess",01234,12.50,true,\n');
    expect(await read('a.csv')).toEqual([
      { Name: 'Ada, Countess', Zip: '01234', Amount: 12.5, Active: true, Note: null },
    ]);
    expect(await read('a.csv', { types: 'text' })).toEqual([
      { Name: 'Ada, Countess', Zip: '01234', Amount: '12.50', Active: 'true', Note: '' },
    ]);
  });

  it('takes the path from the record, but doesn’t let it climb', async () => {
    await put('a.csv', 'Name\nAda\n');
    const runner = await prepareStep('files.read', { path: '{{ path }}' }, { gateway });
    expect(await readAll(runner, testCall(), { path: 'a.csv' })).toEqual([{ Name: 'Ada' }]);
    expect(await readAll(runner, testCall(), { path: join(folder, 'a.csv') })).toMatchObject([{ Name: 'Ada' }]);
    for (const path of ['../a.csv', 'sub/../../a.csv', '..\\a.csv', `${folder}/../a.csv`]) {
      await expect(readAll(runner, testCall(), { path })).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' });
    }
    await expect(readAll(runner, testCall(), {})).rejects.toMatchObject({ code: 'MISSING_INPUT' });
  });

  it('takes semicolons where the first line has no comma, and tabs for TSV', async () => {
    await put('a.csv', 'Name;Amount\nAda;1,5\n');
    expect(await read('a.csv')).toEqual([{ Name: 'Ada', Amount: '1,5' }]);
    await put('a.tsv', 'Name\tAmount\nAda\t2\n');
    expect(await read('a.tsv')).toEqual([{ Name: 'Ada', Amount: 2 }]);
    await put('b.csv', 'a;b\n');
    expect(await read('b.csv', { separator: ',', header: false })).toEqual([{ column_1: 'a;b' }]);
  });

  it('keeps numbers with too many digits as text, and says so', async () => {
    const call = testCall();
    await put('long.jsonl', '{"id":9007199254740993}\n{"id":7}');
    expect(await read('long.jsonl', {}, call)).toEqual([{ id: '9007199254740993' }, { id: 7 }]);
    await put('long.json', '[{"id":12345678901234567890}]');
    expect(await read('long.json', {}, call)).toEqual([{ id: '12345678901234567890' }]);
    await put('long.csv', 'id,day,text\n9007199254740993,2026-11-22,12345678901234567 is no number\n-7,,\n');
    expect(await read('long.csv', {}, call)).toEqual([
      { id: '9007199254740993', day: '2026-11-22', text: '12345678901234567 is no number' },
      { id: -7, day: null, text: null },
    ]);
    await put('long.xml', '<rows><row><id>9007199254740993</id></row><row><id>7</id></row></rows>');
    expect(await read('long.xml', { recordPath: 'rows/row' }, call)).toEqual([{ id: '9007199254740993' }, { id: 7 }]);
    expect(call.warnings.map(({ code }) => code)).toEqual(Array(4).fill('LONG_NUMBER'));
  });

  it('gives columns names where the file has none or the same twice, and says so', async () => {
    await put('a.csv', 'Name,,Name,__proto__\n1,2,3,4\n');
    const call = testCall();
    const [record] = await read('a.csv', {}, call);
    expect(Object.entries(record ?? {})).toEqual([
      ['Name', 1],
      ['column_2', 2],
      ['Name_2', 3],
      ['__proto__', 4],
    ]);
    expect(call.warnings.map(({ code }) => code)).toEqual(['COLUMN_RENAMED', 'COLUMN_RENAMED']);
  });

  it.each([
    ['json', (record: string) => `[{"a":1},${record}]`, 'Entry 2: It nests deeper than 1000 levels.'],
    ['jsonl', (record: string) => `{"a":1}\n${record}\n`, 'Line 2: It nests deeper than 1000 levels.'],
  ])('refuses a record in %s that nests without end, and says where it is', async (format, file, detail) => {
    await put(`deep.${format}`, file(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`));
    await expect(read(`deep.${format}`)).rejects.toMatchObject({ code: 'JSON_DAMAGED', data: { detail } });
  });

  it('names the row that is ragged', async () => {
    await put('a.csv', 'a,b\n1,2\n3,4,5\n');
    await expect(read('a.csv')).rejects.toMatchObject({
      code: 'CSV_ROW_RAGGED',
      data: { row: 3, actual: 3, expected: 2 },
    });
  });

  it('finds a ragged row far into a large file', async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => `${n},"x\ny"`);
    rows[15_000] = '1';
    await put('a.csv', `a,b\n${rows.join('\n')}`);
    await expect(read('a.csv')).rejects.toMatchObject({ code: 'CSV_ROW_RAGGED', data: { row: 15_002 } });
  });

  it('names the byte that isn’t in the encoding', async () => {
    await put('a.csv', Buffer.from([97, 44, 98, 10, 77, 0xfc, 44, 49, 10]));
    await expect(read('a.csv')).rejects.toMatchObject({ code: 'ENCODING_WRONG', data: { offset: 5 } });
    expect(await read('a.csv', { encoding: 'windows-1252' })).toEqual([{ a: 'Mü', b: 1 }]);
  });

  it('reads JSON: a list, a list behind a path, one object', async () => {
    await put('a.json', '[{"a":1},\n {"a":{"b":[2]}}]');
    expect(await read('a.json')).toEqual([{ a: 1 }, { a: { b: [2] } }]);
    await put('b.json', '{"meta":{"items":[9]},"data":{"items":[{"a":1}]}}');
    expect(await read('b.json', { recordPath: 'data.items' })).toEqual([{ a: 1 }]);
    expect(await read('b.json')).toEqual([{ meta: { items: [9] }, data: { items: [{ a: 1 }] } }]);
    await expect(read('b.json', { recordPath: 'data.none' })).rejects.toMatchObject({ code: 'JSON_DAMAGED' });
  });

  it('reads JSON lines, and names the line that is damaged or no object', async () => {
    await put('a.jsonl', '{"a":1}\r\n\n{"a":2}');
    expect(await read('a.jsonl')).toEqual([{ a: 1 }, { a: 2 }]);
    await put('b.jsonl', '{"a":1}\n{"a":');
    await expect(read('b.jsonl')).rejects.toMatchObject({ code: 'JSON_DAMAGED', data: { line: 2 } });
    await put('c.jsonl', '{"a":1}\n[1]');
    await expect(read('c.jsonl')).rejects.toMatchObject({ code: 'ROW_NOT_OBJECT', data: { row: 2 } });
    await put('d.json', '[{"a":1}, 5]');
    await expect(read('d.json')).rejects.toMatchObject({ code: 'ROW_NOT_OBJECT', data: { row: 2 } });
  });

  it('takes up where it stopped', async () => {
    const rows = Array.from({ length: 30_000 }, (_, n) => ({ n }));
    await put('a.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const runner = await prepareStep('files.read', { path: 'a.jsonl' }, { gateway });
    if (runner.shape !== 'source') throw new Error('It is a source.');
    const reading = runner.read({}, testCall())[Symbol.asyncIterator]();
    const { records, cursor } = (await reading.next()).value;
    await reading.return?.();
    expect([...records, ...(await read('a.jsonl', {}, testCall(), cursor))]).toEqual(rows);
  });

  it('reads empty files as no records', async () => {
    for (const name of ['a.csv', 'a.jsonl']) {
      await put(name, '');
      expect(await read(name)).toEqual([]);
    }
    await put('h.csv', 'a,b\n');
    expect(await read('h.csv')).toEqual([]);
  });

  it.each([
    ['a.txt', 'FILE_FORMAT_UNKNOWN'],
    ['none.csv', 'FILE_NOT_FOUND'],
  ])('says what is wrong with %s', async (path, code) => {
    await expect(read(path)).rejects.toMatchObject({ code });
  });

  it.each([
    [{}, 'SETTING_REQUIRED'],
    [{ path: 'a.csv', encoding: 'ebcdic' }, 'SETTING_WRONG'],
    [{ path: 'a.csv', header: 'yes' }, 'SETTING_WRONG'],
  ])('refuses the settings %j before anything runs', async (settings, code) => {
    await expect(prepareStep('files.read', settings, { gateway })).rejects.toMatchObject({ code });
  });
});

describe('writing a file', () => {
  it('refuses a name that would come from a record, before anything is written', async () => {
    const wrong = prepareStep('files.write', { path: '{{ Region }}.csv' }, { gateway });
    await expect(wrong).rejects.toMatchObject({ code: 'SETTING_WRONG', data: { field: 'path' } });
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['a.csv', 'a.tsv'])('says that half a character can’t be written into %s', async (path) => {
    const call = testCall();
    await write(path, [[{ a: 'x\ud83d' }, { a: '😀' }]], {}, true, call);
    expect(await get(path)).toBe('a\nx\ufffd\n😀\n');
    expect(call.warnings.map(({ code }) => code)).toEqual(['CHARACTER_REPLACED']);
  });

  it('lists all fields in the order of their first appearance, maps taken apart', async () => {
    await write('out.csv', [
      [
        { id: 1, contact: { id: 'c', tags: ['x'] } },
        { id: 2, late: null, contact: { id: 'd' } },
      ],
    ]);
    expect(await get('out.csv')).toBe('id,contact.id,contact.tags,late\n1,c,"[""x""]",\n2,d,,\n');
  });

  it('puts columns that appear later at the end, and loses nothing', async () => {
    await write('out.csv', [[{ a: 'x,"y"' }], [{ b: 2, a: 'line\nbreak' }], [{ c: '=1' }]]);
    expect(await get('out.csv')).toBe('a,b,c\n"x,""y""",,\n"line\nbreak",2,\n,,\'=1\n');
    expect(await readdir(folder)).toEqual(['out.csv']);
  });

  it('appears whole or not at all', async () => {
    await put('out.csv', 'old');
    await write('out.csv', [[{ a: 1 }]], {}, false);
    expect(await get('out.csv')).toBe('old');
    expect(await readdir(folder)).toEqual(['out.csv']);
  });

  it('writes nothing more after a failure, so that no row is there twice', async () => {
    const runner = await prepareStep('files.write', { path: 'no/such/folder.csv' }, { gateway });
    if (runner.shape !== 'batch') throw new Error('It takes batches.');
    for (let turn = 0; turn < 2; turn++) {
      await expect(runner.run([{ a: 1 }], testCall())).rejects.toMatchObject({
        code: 'FILE_UNWRITABLE',
        retryable: false,
      });
    }
    await expect(runner.finish?.(testCall())).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    await runner.abandon?.();
    expect(await readdir(folder)).toEqual([]);
  });

  it('writes the chosen columns only, in their order', async () => {
    const records: JsonObject[][] = [[{ a: 1, b: { c: 2 }, d: 3 }, { d: 4 }]];
    await write('out.csv', records, { columns: ['d', 'b.c'] });
    expect(await get('out.csv')).toBe('d,b.c\n3,2\n4,\n');
    await write('out.jsonl', records, { columns: ['d', 'b.c'] });
    expect(await get('out.jsonl')).toBe('{"d":3,"b.c":2}\n{"d":4,"b.c":null}\n');
  });

  it('makes a file with nothing but its header, or an empty list, when no record comes', async () => {
    await write('out.csv', [], { columns: ['a', 'b'] });
    expect(await get('out.csv')).toBe('a,b\n');
    await write('out.json', []);
    expect(await get('out.json')).toBe('[]\n');
    await write('none.csv', []);
    expect(await get('none.csv')).toBe('');
  });

  it('adds to a CSV file by its own columns and separator', async () => {
    await put('out.csv', 'b;a\n1;2');
    await write('out.csv', [[{ a: 3, b: 4 }]], { mode: 'append' });
    expect(await get('out.csv')).toBe('b;a\n1;2\n4;3\n');
    await write('out.csv', [[{ c: 5 }]], { mode: 'append' });
    expect(await get('out.csv')).toBe('b;a;c\n1;2;\n4;3;\n;;5\n');
  });

  it('adds to JSON and JSON lines, and begins a file that isn’t there', async () => {
    for (const record of [{ a: 1 }, { a: 2 }]) {
      await write('out.json', [[record]], { mode: 'append' });
      await write('out.jsonl', [[record]], { mode: 'append' });
      await write('out.csv', [[record]], { mode: 'append' });
    }
    expect(JSON.parse(await get('out.json'))).toEqual([{ a: 1 }, { a: 2 }]);
    expect(await get('out.jsonl')).toBe('{"a":1}\n{"a":2}\n');
    expect(await get('out.csv')).toBe('a\n1\n2\n');
  });

  it('doesn’t mix encodings', async () => {
    await put('out.csv', Buffer.from('\ufeffa\n1\n', 'utf16le'));
    await expect(write('out.csv', [[{ a: 2 }]], { mode: 'append' })).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    expect(await readdir(folder)).toEqual(['out.csv']);
  });

  it('leaves a file alone that mustn’t exist', async () => {
    await put('out.csv', 'old');
    await expect(write('out.csv', [[{ a: 1 }]], { mode: 'fail-if-exists' })).rejects.toMatchObject({
      code: 'FILE_EXISTS',
    });
    expect(await get('out.csv')).toBe('old');
  });

  const cell = fc.oneof(fc.string(), fc.constantFrom('=1', "'=1", '-1', '007', 'true', 'a\r\nb', '"', ',', ' '));

  it.each([true, false])('S31 reads back what it wrote (spreadsheet protection: %s)', async (spreadsheetSafe) => {
    const record = fc.record({ a: cell, 'b,c': cell, '=d': cell });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), async (records) => {
        await write('out.csv', [records], { spreadsheetSafe });
        expect(await read('out.csv', { types: 'text', spreadsheetSafe })).toEqual(records);
      }),
      { numRuns: 100 },
    );
  });

  it('S31 writes raw text byte for byte when protection is off', async () => {
    await write('out.csv', [[{ a: '=1+1', b: '@x' }]], { spreadsheetSafe: false });
    expect(await get('out.csv')).toBe('a,b\n=1+1,@x\n');
  });

  it('keeps any JSON value in JSON and JSON lines', async () => {
    const record = fc.dictionary(fc.string(), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 4 }), async (records) => {
        // Numbers with too many digits are texts from the first reading on.
        const plain = parseJson(JSON.stringify(records)) as JsonObject[];
        for (const name of ['out.json', 'out.jsonl']) {
          await write(name, [plain]);
          expect(await read(name)).toEqual(plain);
        }
      }),
      { numRuns: 50 },
    );
  });
});
