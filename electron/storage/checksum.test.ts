import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksumOf } from './checksum.ts';

describe('the checksum', () => {
  it('is the CRC-32 of the text’s code units', () => {
    // "123456789" as UTF-16LE, computed with zlib's crc32.
    expect(checksumOf('')).toBe(0);
    expect(checksumOf('123456789')).toBe(0xa290e877);
  });

  it('tells a text from the same with any one bit flipped', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), fc.nat(15), (text, place, bit) => {
        const at = place % text.length;
        const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
        return checksumOf(text) !== checksumOf(text.slice(0, at) + flipped + text.slice(at + 1));
      }),
    );
  });
});
