import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../shared/json/json.ts';
import { JsonEntries } from './json-entries.ts';
import { readJson } from './read-json.ts';
import { readJsonLines } from './read-json-lines.ts';

function readEntries(text: string, cuts: number[], path: string[] = []): Json[] {
  const entries = new JsonEntries(path, 'a.json');
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  const found: string[] = [];
  let start = 0;
  for (const place of places) {
    found.push(...entries.read(text.slice(start, place), false));
    start = place;
  }
  found.push(...entries.read(text.slice(start), true));
  return found.map((entry) => JSON.parse(entry) as Json);
}

const cuts = fc.array(fc.nat(), { maxLength: 15 });
const indent = fc.constantFrom(0, 1, 2, '\t');

describe('the entries of a JSON list', () => {
  it('are those that JSON.parse finds, wherever the text is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), cuts, indent, (list, places, space) => {
        const text = JSON.stringify(list, undefined, space);
        expect(readEntries(text, places)).toEqual(JSON.parse(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('are found behind a path of keys, whatever stands beside', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.jsonValue(),
        fc.jsonValue(),
        cuts,
        indent,
        (list, a, b, places, space) => {
          const text = JSON.stringify({ a, data: { b, 'it"ems': list, z: [b] }, items: a }, undefined, space);
          expect(readEntries(text, places, ['data', 'it"ems'])).toEqual(JSON.parse(JSON.stringify(list)));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['a list', (entry: string) => `[${entry},{"a":1}]`, (text: AsyncIterable<string>) => readJson(text, 'a.json', '')],
    [
      'lines',
      (entry: string) => `${entry}\n{"a":1}\n`,
      (text: AsyncIterable<string>) => readJsonLines(text, 'a.jsonl'),
    ],
  ])('are found in time that grows with their length, not with its square, in %s', async (_, file, read) => {
    // A million characters that come ten at a time: looked at from the beginning with each, it takes minutes.
    const long = JSON.stringify({ a: 'y'.repeat(1_000_000) });
    const text = file(long);
    const pieces = async function* () {
      for (let start = 0; start < text.length; start += 10) yield text.slice(start, start + 10);
    };
    const records = [];
    for await (const found of read(pieces())) records.push(...found);
    expect(records.map((record) => JSON.stringify(record))).toEqual([long, '{"a":1}']);
  });

  it('aren’t those of a list with the same key elsewhere', () => {
    const text = JSON.stringify({ other: { items: [1] }, list: [{ items: [2] }], data: { items: [3] } });
    expect(readEntries(text, [], ['data', 'items'])).toEqual([3]);
    const entries = new JsonEntries(['items'], 'a.json');
    entries.read(text, true);
    expect(entries.found).toBe(false);
  });

  it.each([
    '[1,2',
    '[1 2]',
    '[1,]',
    '[,1]',
    '[1]]',
    '[1] x',
    '',
    '  ',
    '[1,,2]',
    '["a',
    '{"a" 1}',
    '{a: 1}',
    '{"a":1,}',
    '[1}',
  ])('aren’t read from %j', (text) => {
    const path = text.startsWith('{') ? ['items'] : [];
    expect(() => readEntries(text, [], path)).toThrow(expect.objectContaining({ code: 'JSON_DAMAGED' }));
  });
});
