import { describe, expect, it } from 'vitest';
import { createNodeCipher } from '../node/cipher.ts';
import { createPassphraseWrapper } from '../node/key-passphrase.ts';
import { createVault, type WrappedKeyStore } from './vault.ts';

function createKeys(): WrappedKeyStore {
  const keys = new Map<string, Uint8Array>();
  return { get: (name) => keys.get(name), set: (name, wrapped) => void keys.set(name, wrapped) };
}

const cipher = createNodeCipher();
const secrets = { password: 'correct horse', securityToken: 'tok€n' };

describe('the vault', () => {
  it('opens what it sealed, in a later process too, with the same passphrase', async () => {
    const keys = createKeys();
    const sealed = await createVault(cipher, createPassphraseWrapper(cipher, 'open sesame'), keys).seal('crm', secrets);
    const later = createVault(cipher, createPassphraseWrapper(cipher, 'open sesame'), keys);
    expect(await later.open('crm', sealed)).toEqual(secrets);
  });

  it('S13 opens nothing with another passphrase', async () => {
    const keys = createKeys();
    const sealed = await createVault(cipher, createPassphraseWrapper(cipher, 'open sesame'), keys).seal('crm', secrets);
    const other = createVault(cipher, createPassphraseWrapper(cipher, 'open barley'), keys);
    await expect(other.open('crm', sealed)).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
  });

  it('S13 detects every flipped bit and every cut, and refuses another connection’s blob', async () => {
    const vault = createVault(cipher, createPassphraseWrapper(cipher, 'open sesame'), createKeys());
    const sealed = await vault.seal('crm', secrets);
    for (let index = 0; index < sealed.length; index += 1) {
      const altered = Uint8Array.from(sealed);
      altered[index] = (altered[index] ?? 0) ^ 1;
      await expect(vault.open('crm', altered), `byte ${index}`).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
    }
    for (const length of [0, 5, 12, 28, sealed.length - 1]) {
      await expect(vault.open('crm', sealed.subarray(0, length))).rejects.toMatchObject({
        code: 'SECRET_STORE_LOCKED',
      });
    }
    await expect(vault.open('other', sealed)).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
  });

  it('S13 seals the same secret differently each time', async () => {
    const vault = createVault(cipher, createPassphraseWrapper(cipher, 'open sesame'), createKeys());
    expect(await vault.seal('crm', secrets)).not.toEqual(await vault.seal('crm', secrets));
  });

  it('S14 without a key source stores nothing and says that nothing is protected', async () => {
    const vault = createVault(cipher, undefined, createKeys());
    expect(vault.protection).toBe('none');
    await expect(vault.seal('crm', secrets)).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
  });
});
