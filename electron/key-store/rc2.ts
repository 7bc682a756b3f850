/** PITABLE of RFC 2268 §2, in hexadecimal: a permutation of the bytes, made from the digits of pi. */
const permutation = [
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2',
  '179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82',
  '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626',
  '6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7',
  '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec',
  'c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731',
  '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9',
  '0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
].join('');
const pi = Uint8Array.from(permutation.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** A view that reads 0 outside instead of undefined; nothing here ever does. */
const at = (bytes: ArrayLike<number>, index: number): number => bytes[index] ?? 0;

const blockBytes = 8;

/**
 * Decrypts RC2 in CBC mode (RFC 2268), whose key is as strong as it is long; padding stays. Node has no RC2, but key
 * stores of old Windows and Java versions keep their certificates under it. `data` is whole blocks of 8 bytes.
 */
export function decryptRc2(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  const words = expandKey(key, key.length * 8);
  const plain = new Uint8Array(data.length);
  for (let start = 0; start + blockBytes <= data.length; start += blockBytes) {
    const block = decryptBlock(words, data.subarray(start, start + blockBytes));
    const before = start === 0 ? iv : data.subarray(start - blockBytes, start);
    for (let index = 0; index < blockBytes; index += 1) plain[start + index] = at(block, index) ^ at(before, index);
  }
  return plain;
}

/** The 64 words of the key (RFC 2268 §2), of which `effectiveBits` count. */
export function expandKey(key: Uint8Array, effectiveBits: number): Uint16Array {
  const buffer = new Uint8Array(128);
  buffer.set(key.subarray(0, 128));
  for (let index = key.length; index < 128; index += 1) {
    buffer[index] = at(pi, (at(buffer, index - 1) + at(buffer, index - key.length)) & 0xff);
  }
  const bytes = Math.ceil(effectiveBits / 8);
  const mask = 0xff >> (8 * bytes - effectiveBits);
  buffer[128 - bytes] = at(pi, at(buffer, 128 - bytes) & mask);
  for (let index = 127 - bytes; index >= 0; index -= 1) {
    buffer[index] = at(pi, at(buffer, index + 1) ^ at(buffer, index + bytes));
  }
  return Uint16Array.from({ length: 64 }, (_, index) => at(buffer, 2 * index) | (at(buffer, 2 * index + 1) << 8));
}

/** Rotations of the four words in a mixing round (RFC 2268 §3). */
const rotations = [1, 2, 3, 5];

/** One block (RFC 2268 §4): the rounds of encryption, backwards. */
export function decryptBlock(words: Uint16Array, block: Uint8Array): Uint8Array {
  const r = Uint16Array.from({ length: 4 }, (_, index) => at(block, 2 * index) | (at(block, 2 * index + 1) << 8));
  for (let round = 15; round >= 0; round -= 1) {
    for (let index = 3; index >= 0; index -= 1) {
      const bits = at(rotations, index);
      const word = at(r, index);
      const turned = (word >>> bits) | (word << (16 - bits));
      const [one, two, three] = [at(r, (index + 3) & 3), at(r, (index + 2) & 3), at(r, (index + 1) & 3)];
      r[index] = turned - at(words, 4 * round + index) - (one & two) - (~one & three);
    }
    // Mashing rounds stand after the fifth and the eleventh mixing round.
    if (round === 5 || round === 11) {
      for (let index = 3; index >= 0; index -= 1) r[index] = at(r, index) - at(words, at(r, (index + 3) & 3) & 63);
    }
  }
  return Uint8Array.from({ length: blockBytes }, (_, index) => (at(r, index >> 1) >> (8 * (index & 1))) & 0xff);
}
