import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTemporaryFolder } from '../../test/support/temporary-store.ts';
import { createNodeCipher } from './cipher.ts';
import { takeVariable } from './environment.ts';
import { createKeyFile, createKeyFileSource, hasKeyFile } from './key-file.ts';
import { createPassphraseSource } from './key-passphrase.ts';

const cipher = createNodeCipher();
const fileOf = (folder: string): string => join(folder, 'vault-key.unprotected');

describe('the unprotected key file', () => {
  it('S15 is its owner’s alone, whatever the umask, and is never made anew over another', () => {
    const folder = createTemporaryFolder();
    const umask = process.umask(0);
    try {
      createKeyFile(folder, cipher);
    } finally {
      process.umask(umask);
    }
    expect(statSync(fileOf(folder)).mode & 0o777).toBe(0o600);
    const key = readFileSync(fileOf(folder));
    createKeyFile(folder, cipher);
    expect(readFileSync(fileOf(folder))).toEqual(key);
  });

  it.each([
    ['gone', undefined],
    ['empty', ''],
    ['another one', 'x'.repeat(32)],
    ['cut', 'x'.repeat(31)],
  ])('that is %s opens nothing, and says what to do', async (_, content) => {
    const folder = createTemporaryFolder();
    createKeyFile(folder, cipher);
    const source = createKeyFileSource(folder, cipher);
    const wrapped = await source.wrap(cipher.createKey());
    if (content === undefined) await source.discard?.(wrapped);
    else writeFileSync(fileOf(folder), content);
    expect(hasKeyFile(folder)).toBe(content !== undefined);
    await expect(source.unwrap(wrapped)).rejects.toMatchObject({
      code: 'SECRET_STORE_LOCKED',
      fix: expect.stringContaining('vault-key.unprotected'),
    });
    if (content?.length !== 32) await expect(source.wrap(cipher.createKey())).rejects.toThrow(/can’t be/);
  });
});

describe('a passphrase as key source', () => {
  it('tells a wrong one at once when it was tried before', async () => {
    const wrapped = await createPassphraseSource(cipher, 'right').wrap(cipher.createKey());
    const wrong = createPassphraseSource(cipher, 'wrong');
    await expect(wrong.unwrap(wrapped)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    const startedAt = performance.now();
    for (let round = 0; round < 20; round += 1) await expect(wrong.unwrap(wrapped)).rejects.toThrow();
    // Twenty derivations would take seconds.
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  it('that nobody gives leaves the secrets locked', async () => {
    const source = createPassphraseSource(cipher, async () => undefined);
    await expect(source.wrap(cipher.createKey())).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
  });
});

describe('an environment variable with a secret', () => {
  it('S18 is read once and gone for whatever this process starts', () => {
    process.env.MILLRACE_TEST_SECRET = 'canary';
    expect(takeVariable('MILLRACE_TEST_SECRET')).toBe('canary');
    expect(process.env).not.toHaveProperty('MILLRACE_TEST_SECRET');
    expect(takeVariable('MILLRACE_TEST_SECRET')).toBeUndefined();
  });
});
