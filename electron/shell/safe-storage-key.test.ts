import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answers, callsTo, resetElectron, safeStorage } from '../../test/fakes/electron.ts';
import { createNodeCipher } from '../node/cipher.ts';
import { createKeyFile } from '../node/key-file.ts';
import { findDesktopKeySources } from './key-sources.ts';
import { createSafeStorageSource } from './safe-storage-key.ts';

let folder: string;
beforeEach(() => {
  resetElectron();
  folder = mkdtempSync(join(tmpdir(), 'millrace-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const wrapper = (platform: NodeJS.Platform = 'linux') => createSafeStorageSource({ platform, folder });

const failures: unknown[] = [];
const keySources = (passphrase?: string) =>
  findDesktopKeySources({
    dataFolder: folder,
    desktopFolder: folder,
    platform: 'linux',
    passphrase,
    reportFailure: (error) => failures.push(error),
  });

describe('the key of the vault on the desktop', () => {
  it('is kept by the operating system’s key store', async () => {
    const source = await wrapper();
    const key = Uint8Array.from({ length: 32 }, (_, index) => index);
    const wrapped = await source?.wrap(key);
    expect(source?.protection).toBe('operating-system');
    expect(wrapped && (await (await wrapper())?.unwrap(wrapped))?.key).toEqual(key);
  });

  it('says how to go on when the key store doesn’t open it', async () => {
    const source = await wrapper();
    const wrapped = await source?.wrap(new Uint8Array(32));
    answers.systemKey = 'second';
    await expect(source?.unwrap(wrapped ?? new Uint8Array())).rejects.toMatchObject({
      code: 'SECRET_STORE_LOCKED',
      fix: expect.stringContaining('Unlock the key store'),
    });
  });

  const unprotected: Record<string, () => void> = {
    basic_text: () => {
      answers.backend = 'basic_text';
    },
    unknown: () => {
      answers.backend = 'unknown';
    },
    unavailable: () => {
      answers.isEncryptionAvailable = false;
    },
    'changed: another key': () => {
      answers.systemKey = 'second';
    },
    'changed: another backend': () => {
      answers.backend = 'kwallet6';
    },
  };

  for (const [state, change] of Object.entries(unprotected)) {
    it(`S14 is not protected when the key store is ${state}, and nothing is sealed or written`, async () => {
      if (state.startsWith('changed')) await wrapper();
      change();
      const before = readdirSync(folder);
      const sealed = callsTo('safeStorage.encryptStringAsync').length;
      expect(await wrapper()).toBeUndefined();
      expect(await keySources()).toEqual([]);
      expect(readdirSync(folder)).toEqual(before);
      expect(callsTo('safeStorage.encryptStringAsync')).toHaveLength(sealed);
    });
  }

  it('S14 never asks Electron to do without a key store', () => {
    expect(Object.keys(safeStorage)).not.toContain('setUsePlainTextEncryption');
  });

  it('S14 is not protected when what vouches for the key store is damaged', async () => {
    await wrapper();
    writeFileSync(join(folder, 'key-store.json'), '{"backend":');
    expect(await wrapper()).toBeUndefined();
  });

  it('S15 leaves a sample that only its owner can read', async () => {
    await wrapper();
    expect(statSync(join(folder, 'key-store.json')).mode & 0o077).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'key-store.json'), 'utf8'))).toMatchObject({
      backend: 'gnome_libsecret',
    });
  });

  it('comes from the passphrase when one was given', async () => {
    expect((await keySources('long enough')).map(({ protection }) => protection)).toEqual([
      'passphrase',
      'operating-system',
    ]);
  });

  it('S14 lies unprotected in a file only after that was chosen', async () => {
    answers.isEncryptionAvailable = false;
    expect(await keySources()).toEqual([]);
    createKeyFile(folder, createNodeCipher());
    expect((await keySources()).map(({ protection }) => protection)).toEqual(['unprotected-file']);
  });

  it('is absent, and the failure noted, when the key store fails', async () => {
    writeFileSync(join(folder, 'file'), '');
    const sources = await findDesktopKeySources({
      dataFolder: folder,
      desktopFolder: join(folder, 'file'),
      platform: 'linux',
      passphrase: undefined,
      reportFailure: (error) => failures.push(error),
    });
    expect(sources).toEqual([]);
    expect(failures).toHaveLength(1);
  });
});
