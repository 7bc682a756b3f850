import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { type OpenGateway, openGateway } from '../../host/gateway/gateway.fixture.ts';
import { prepareStep, readAll, testCall } from '../sdk/step-run.fixture.ts';
import { readXml } from './read-xml.ts';

let folder: string;
let gateway: OpenGateway;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-xml-'));
  gateway = openGateway({ folder });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);

async function read(path: string, settings: JsonObject = {}, from?: Json): Promise<JsonObject[]> {
  return readAll(await prepareStep('files.read', { path, ...settings }, { gateway }), testCall(), {}, from);
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

/** Reads a document that comes in pieces of so many bytes. */
async function readPieces(document: string, size: number, recordPath = ''): Promise<JsonObject[]> {
  const bytes = new TextEncoder().encode(document);
  const chunks = (async function* () {
    for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size);
  })();
  const records: JsonObject[] = [];
  for await (const list of readXml(chunks, 'a.xml', { recordPath, types: 'auto', encoding: 'utf-8' }))
    records.push(...list);
  return records;
}

const orders = `<?xml version="1.0" encoding="UTF-8"?>
<!-- orders > of "today" -->
<s:orders xmlns:s="urn:shop" at='a>b'>
  <info><order id="no"/></info>
  <order id="1" note="a &amp; b"><customer><name>Ada &lt;Brook&gt;</name><vip>true</vip></customer>
    <item sku="x">2</item><item sku="y"/><tag>a</tag><tag>007</tag><empty/><blank> </blank></order>
  <order>text &#x1F600;<![CDATA[<raw> & ]] done]]></order><?go on?>
  <order/>
</s:orders>
<!-- end -->
`;
const expected = [
  {
    '@id': 1,
    '@note': 'a & b',
    customer: { name: 'Ada <Brook>', vip: true },
    item: [{ '@sku': 'x', '#text': 2 }, { '@sku': 'y' }],
    tag: ['a', '007'],
    empty: null,
    blank: ' ',
  },
  { '#text': 'text 😀<raw> & ]] done' },
  {},
];

describe('reading XML', () => {
  it('makes a record of each element at the path: attributes @name, text #text, what repeats a list', async () => {
    await put('a.xml', orders);
    expect(await read('a.xml', { recordPath: 's:orders/order' })).toEqual(expected);
    expect(await read('a.xml', { recordPath: '/s:orders/info/order/' })).toEqual([{ '@id': 'no' }]);
    expect(await read('a.xml', { recordPath: 's:orders/order', types: 'text' })).toMatchObject([
      { '@id': '1', empty: '', item: [{ '#text': '2' }, { '@sku': 'y' }] },
      {},
      {},
    ]);
  });

  it('takes the elements in the outermost one when no path is said', async () => {
    await put('a.xml', '<people><person><name>Ada</name></person><person><name>Bo</name></person></people>');
    expect(await read('a.xml')).toEqual([{ name: 'Ada' }, { name: 'Bo' }]);
    await put('b.xml', '<people/>');
    expect(await read('b.xml')).toEqual([]);
  });

  it.each([1, 2, 3, 7, 64])('reads the same wherever pieces of %i bytes cut it', async (size) => {
    expect(await readPieces(orders, size, 's:orders/order')).toEqual(expected);
    await expect(readPieces(orders.replace('</customer>', ''), size)).rejects.toMatchObject({
      data: { line: 6, column: 92 },
    });
  });

  it('unifies line ends, but keeps those that are written as characters', async () => {
    expect(await readPieces('<a><b c="x\r\ny&#10;z">1\r\n2\r3&#13;</b></a>', 3)).toEqual([
      { '@c': 'x y\nz', '#text': '1\n2\n3\r' },
    ]);
  });

  it('reads the encoding that the document says', async () => {
    await put('a.xml', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a><b>Müller</b></a>', 'latin1'));
    expect(await read('a.xml')).toEqual([{ '#text': 'Müller' }]);
    await put('b.xml', Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a><b>Müller</b></a>', 'utf16le'));
    expect(await read('b.xml')).toEqual([{ '#text': 'Müller' }]);
    await put('c.xml', '<?xml version="1.0" encoding="EBCDIC"?><a/>');
    await expect(read('c.xml')).rejects.toMatchObject({ code: 'XML_DAMAGED', why: expect.stringContaining('EBCDIC') });
  });

  it('names the elements that are there when the path leads to none', async () => {
    await put('a.xml', orders);
    await expect(read('a.xml', { recordPath: 'orders/order' })).rejects.toMatchObject({
      code: 'XML_RECORDS_NOT_FOUND',
      data: {
        paths:
          's:orders, s:orders/info, s:orders/info/order, s:orders/order, s:orders/order/customer, s:orders/order/customer/name, s:orders/order/customer/vip, s:orders/order/item, s:orders/order/tag, s:orders/order/empty, s:orders/order/blank',
      },
    });
  });

  it.each([
    ['<a>\n<b></c></a>', 2, 4, '“</c>” stands where “</b>” is needed'],
    ['<a><b></a>', 1, 7, '</b>'],
    ['<a>\n\n', 3, 1, 'before “a” is closed'],
    ['', 1, 1, 'no element'],
    ['{"a":1}', 1, 1, 'outside'],
    ['<a/><b/>', 1, 5, 'after the root'],
    ['<a/>x', 1, 5, 'outside'],
    ['<a b=1/>', 1, 1, 'attributes'],
    ['<a b="1" b="2"/>', 1, 1, 'twice'],
    ['<a><1/></a>', 1, 4, 'name'],
    ['<a>a & b</a>', 1, 4, '&amp;'],
    ['<a>&nbsp;</a>', 1, 4, '&nbsp;'],
    ['<a>&#0;</a>', 1, 4, '&#0;'],
    ['<a><!-- </a>', 1, 13, 'before “a” is closed'],
    ['<a><!ENTITY b "c"></a>', 1, 4, 'declaration'],
    ['</a>', 1, 1, 'closes nothing'],
  ])('names line and column of what is wrong in %j', async (document, line, column, words) => {
    await put('a.xml', document);
    await expect(read('a.xml')).rejects.toMatchObject({
      code: 'XML_DAMAGED',
      data: { line, column },
      why: expect.stringContaining(words),
    });
  });

  it('keeps a field that is called __proto__ as a field', async () => {
    const [record] = await readPieces('<a><b><__proto__><x>1</x></__proto__><constructor/></b></a>', 64);
    expect(JSON.stringify(record)).toBe('{"__proto__":{"x":1},"constructor":null}');
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  });
});

describe('S29 hostile XML', () => {
  const bombs: [string, string, string][] = [
    [
      'entities that multiply',
      `<!DOCTYPE a [<!ENTITY b "b">${Array.from({ length: 20 }, (_, n) => `<!ENTITY c${n} "&b;&b;">`).join('')}]><a>&c19;</a>`,
      'XML_DOCTYPE_REFUSED',
    ],
    [
      'an external entity',
      '<?xml version="1.0"?>\n<!doctype a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      'XML_DOCTYPE_REFUSED',
    ],
    ['an external DTD', '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>', 'XML_DOCTYPE_REFUSED'],
    ['elements nested deep', '<a>'.repeat(2_000_000), 'XML_DAMAGED'],
    ['an element with too many others', `<a><b>${'<c/>'.repeat(2_000_000)}</b></a>`, 'XML_DAMAGED'],
    ['a tag without an end', `<a ${'b'.repeat(8_000_000)}`, 'XML_DAMAGED'],
    ['a quote without an end', `<a><b c="${'<'.repeat(8_000_000)}`, 'XML_DAMAGED'],
    ['many quotes without an end', `<a><b ${'c="" '.repeat(1_600_000)}`, 'XML_DAMAGED'],
    ['a text without an end', `<a><b>${'x'.repeat(20_000_000)}`, 'XML_DAMAGED'],
    ['many ampersands', `<a><b>${'&'.repeat(4_000_000)}`, 'XML_DAMAGED'],
    ['a comment without an end', `<a><!--${'-'.repeat(20_000_000)}`, 'XML_DAMAGED'],
    [
      'many attributes',
      `<a><b ${Array.from({ length: 50_000 }, (_, n) => `c${n}=""`).join(' ')} c1=""/></a>`,
      'XML_DAMAGED',
    ],
  ];

  it.each(bombs)('is refused soon and in little memory: %s', async (_, document, code) => {
    await put('a.xml', document);
    // Once before, so that it isn't the making of the code that is measured.
    await read('a.xml').catch(() => undefined);
    const memory = process.memoryUsage().rss;
    const begin = performance.now();
    await expect(read('a.xml')).rejects.toMatchObject({ code });
    expect(performance.now() - begin).toBeLessThan(500);
    expect(process.memoryUsage().rss - memory).toBeLessThan(128_000_000);
  });
});

describe('writing XML', () => {
  const get = (name: string) => readFile(join(folder, name), 'utf8');

  it('writes an element for each record and field, attributes for @fields, each entry of a list', async () => {
    const record = {
      '@id': 1,
      'First Name': 'A & <B>',
      tags: ['x', null],
      deep: { '#text': 'y', '@z': '"' },
      no: null,
    };
    await write('out.xml', [[record], [{}]]);
    expect(await get('out.xml')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<records>\n<record id="1"><First_x0020_Name>A &amp; &lt;B&gt;</First_x0020_Name><tags>x</tags><tags/><deep z="&quot;">y</deep><no/></record>\n<record/>\n</records>\n',
    );
    expect(await read('out.xml')).toEqual([record, {}]);
  });

  it('names the elements as the step says, and writes the chosen columns only', async () => {
    await write('out.xml', [[{ a: 1, b: { c: 2 }, d: 3 }]], { recordPath: 'shop/orders/order', columns: ['d', 'b.c'] });
    expect(await get('out.xml')).toContain(
      '<shop>\n<orders>\n<order><d>3</d><b.c>2</b.c></order>\n</orders>\n</shop>\n',
    );
    expect(await read('out.xml', { recordPath: 'shop/orders/order' })).toEqual([{ d: 3, 'b.c': 2 }]);
    await write('none.xml', []);
    expect(await read('none.xml')).toEqual([]);
  });

  it.each<[JsonObject, string]>([
    [{ mode: 'append' }, 'mode'],
    [{ recordPath: 'order' }, 'recordPath'],
  ])('refuses the settings %j before anything runs', async (settings, field) => {
    await expect(prepareStep('files.write', { path: 'a.xml', ...settings }, { gateway })).rejects.toMatchObject({
      code: 'SETTING_WRONG',
      data: { field },
    });
  });

  it('names the character that XML can’t write, and appears whole or not at all', async () => {
    await put('out.xml', 'old');
    await expect(write('out.xml', [[{ a: 1 }], [{ a: 'b\u0007' }]])).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      why: expect.stringContaining('U+0007'),
    });
    await write('out.xml', [[{ a: 1 }]], {}, false);
    expect(await get('out.xml')).toBe('old');
    expect(await readdir(folder)).toEqual(['out.xml']);
  });

  it('S31 reads back what it wrote, whatever the names and texts', async () => {
    const writable = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
    const text = fc
      .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('=1+1', 'a\r\nb\tc', ' a ', ']]>', '<![CDATA[', '&amp;'))
      .filter((value) => writable.test(value));
    const name = fc
      .oneof(fc.string(), fc.constantFrom('First Name', '_x0020_', '-1', 'a:b', '@', 'xml', '__proto__'))
      .filter((value) => value !== '' && value !== '#text' && value !== '_');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(name, text), { minLength: 1, maxLength: 4 }), async (records) => {
        const plain = records.map((record) => Object.fromEntries(Object.entries(record)));
        await write('out.xml', [plain]);
        expect(await read('out.xml', { types: 'text' })).toEqual(plain);
      }),
      { numRuns: 100 },
    );
  });
});
