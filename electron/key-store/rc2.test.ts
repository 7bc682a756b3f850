import { describe, expect, it } from 'vitest';
import { decryptBlock, expandKey } from './rc2.ts';

describe('RC2', () => {
  // RFC 2268 §5: key, effective bits, plain text, cipher text.
  it.each([
    ['0000000000000000', 63, '0000000000000000', 'ebb773f993278eff'],
    ['ffffffffffffffff', 64, 'ffffffffffffffff', '278b27e42e2f0d49'],
    ['3000000000000000', 64, '1000000000000001', '30649edf9be7d2c2'],
    ['88', 64, '0000000000000000', '61a8a244adacccf0'],
    ['88bca90e90875a', 64, '0000000000000000', '6ccf4308974c267f'],
    ['88bca90e90875a7f0f79c384627bafb2', 64, '0000000000000000', '1a807d272bbe5db1'],
    ['88bca90e90875a7f0f79c384627bafb2', 128, '0000000000000000', '2269552ab0f85ca6'],
  ])('decrypts what the standard encrypted with the key %s of %i bits', (key, bits, plain, encrypted) => {
    const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
    const decrypted = decryptBlock(expandKey(bytes(key), bits), bytes(encrypted));
    expect(Buffer.from(decrypted).toString('hex')).toBe(plain);
  });
});
