import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, type Encoding } from './encoding.ts';

async function decode(bytes: Uint8Array, encoding: Encoding, size = bytes.length || 1): Promise<string> {
  async function* chunks() {
    for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
  }
  let text = '';
  for await (const piece of decodeText(chunks(), encoding, 'a.csv')) text += piece;
  return text;
}

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('text of a file', () => {
  it('is the same however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        async (text, size) => {
          const clean = text.replace(/^\ufeff/, '');
          expect(await decode(Buffer.from(clean, 'utf8'), 'utf-8', size)).toBe(clean);
          if (/^[\u00ff\u00fe]/.test(clean) || clean.startsWith('\ufffe')) return;
          expect(await decode(Buffer.from(`\ufeff${clean}`, 'utf16le'), 'utf-8', size)).toBe(clean);
          expect(await decode(utf16be(`\ufeff${clean}`), 'utf-8', size)).toBe(clean);
        },
      ),
    );
  });

  it('goes by the byte order mark, which isn’t part of it', async () => {
    expect(await decode(Buffer.from('\ufeffa€', 'utf8'), 'windows-1252')).toBe('a€');
    expect(await decode(Buffer.from('\ufeffa€', 'utf16le'), 'utf-8', 1)).toBe('a€');
  });

  it('is read as windows-1252 when asked', async () => {
    expect(await decode(new Uint8Array([0x4d, 0xfc, 0x6c, 0x6c, 0x80]), 'windows-1252')).toBe('Müll€');
  });

  it('is empty for an empty file', async () => {
    expect(await decode(new Uint8Array(0), 'utf-8')).toBe('');
    expect(await decode(new Uint8Array([0xef, 0xbb, 0xbf]), 'utf-8')).toBe('');
    expect(await decode(new Uint8Array([65]), 'utf-8')).toBe('A');
  });

  it.each<[string, number[], Encoding, number]>([
    ['a byte of another encoding', [97, 98, 0xfc, 99], 'utf-8', 2],
    ['a character cut off by the end', [97, 0xe2, 0x82], 'utf-8', 1],
    ['a lone continuation', [0x80, 97], 'utf-8', 0],
    ['an overlong form', [97, 98, 99, 0xc0, 0xaf], 'utf-8', 3],
    ['half a character of UTF-16', [97, 0, 98], 'utf-16le', 2],
    ['a lone surrogate', [97, 0, 0x00, 0xd8, 98, 0], 'utf-16le', 2],
  ])('never has %s replaced, but says where it is', async (_, bytes, encoding, offset) => {
    for (const size of [1, 2, 3, bytes.length]) {
      await expect(decode(new Uint8Array(bytes), encoding, size)).rejects.toMatchObject({
        code: 'ENCODING_WRONG',
        data: { encoding, offset },
      });
    }
  });
});
