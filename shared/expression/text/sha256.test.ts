import { describe, expect, it } from 'vitest';
import { hashSha256 } from './sha256.ts';

describe('SHA-256', () => {
  // The first three: FIPS 180-2 appendix B. The lengths around 56 and 64 bytes are where padding needs another block.
  const vectors: [text: string, digest: string][] = [
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['x'.repeat(55), 'd5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072'],
    ['x'.repeat(56), '04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e'],
    ['x'.repeat(63), '75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2'],
    ['x'.repeat(64), '7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c'],
    ['x'.repeat(65), '9537c5fdf120482f7d58d25e9ed583f52c02b4e304ea814db1633ad565aed7e9'],
    ['ü'.repeat(60), 'abb4f2535c4be1aeb09cd8c053cfd8033f0ff7349490eb526b3d9c66f5623d62'],
    ['😀'.repeat(16), 'e1e2db96ab0de4009a27bbf9aa2e715a3f2549f77e232dc43ff6a192662ed5e0'],
  ];
  it.each(vectors)('gives the known digest of %s', (text, digest) => {
    expect(hashSha256(text)).toBe(digest);
  });
});
