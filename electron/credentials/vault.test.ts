import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cipher, createMemoryKeys, createQuickSource, openVault } from './vault.fixture.ts';

const secrets = { password: 'correct horse', securityToken: 'tok€n' };
const refused = { code: 'SECRET_DAMAGED' };

describe('the vault', () => {
  it('opens what it sealed, in a later process too', async () => {
    const [keys, source] = [createMemoryKeys(), createQuickSource()];
    const sealed = await openVault(keys, [source]).seal('crm', secrets);
    expect(await openVault(keys, [source]).open('crm', sealed)).toEqual(secrets);
  });

  it('gives back any secrets, whatever their names and texts', async () => {
    const vault = openVault(createMemoryKeys(), [createQuickSource()]);
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(text, fc.dictionary(text, text), async (owner, any) => {
        const opened = await vault.open(owner, await vault.seal(owner, any));
        expect(Object.entries(opened)).toEqual(Object.entries(any));
      }),
    );
  });

  it('S13 detects every flipped byte and every cut of 20 blobs', async () => {
    const vault = openVault(createMemoryKeys(), [createQuickSource()]);
    for (let round = 0; round < 20; round += 1) {
      const owner = `connection-${round}`;
      const sealed = await vault.seal(owner, { ...secrets, round: 'x'.repeat(round) });
      for (let index = 0; index < sealed.length; index += 1) {
        const altered = Uint8Array.from(sealed);
        altered[index] = (altered[index] ?? 0) ^ (1 << (round % 8));
        expect(vault.check(owner, altered), `byte ${index}`).toBe('damaged');
      }
      await expect(vault.open(owner, sealed.subarray(0, sealed.length - 1))).rejects.toMatchObject(refused);
      await expect(vault.open(owner, sealed.subarray(0, round * 2))).rejects.toMatchObject(refused);
    }
  });

  it('S13 detects any change of a few bytes, and anything that was never sealed', async () => {
    const vault = openVault(createMemoryKeys(), [createQuickSource()]);
    const sealed = await vault.seal('crm', secrets);
    const change = fc.tuple(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(fc.uniqueArray(change, { minLength: 1, maxLength: 8, selector: ([at]) => at }), (changes) => {
        const altered = Uint8Array.from(sealed);
        for (const [at, mask] of changes) altered[at] = (altered[at] ?? 0) ^ mask;
        expect(vault.check('crm', altered)).toBe('damaged');
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(vault.check('crm', bytes)).toBe('damaged');
        const named = new Uint8Array([...sealed.subarray(0, 32), ...bytes]);
        expect(vault.check('crm', named)).toBe('damaged');
      }),
    );
  });

  it('S13 refuses a blob at another connection, and a value at another field', async () => {
    const vault = openVault(createMemoryKeys(), [createQuickSource()]);
    const owners = ['one', 'two', 'three', 'on', ''];
    const sealed = await Promise.all(owners.map((owner) => vault.seal(owner, secrets)));
    for (const [at, owner] of owners.entries()) {
      for (const [of, blob] of sealed.entries()) {
        if (at === of) expect(await vault.open(owner, blob)).toEqual(secrets);
        else await expect(vault.open(owner, blob)).rejects.toMatchObject(refused);
      }
    }
    const pair = await vault.seal('pair', { aa: 'same length 1', bb: 'same length 2' });
    const text = Buffer.from(pair).toString('latin1');
    const swapped = text
      .replace('\0\x02aa', '\0\x02??')
      .replace('\0\x02bb', '\0\x02aa')
      .replace('\0\x02??', '\0\x02bb');
    expect(swapped).not.toBe(text);
    await expect(vault.open('pair', Buffer.from(swapped, 'latin1'))).rejects.toMatchObject(refused);
  });

  it('S13 seals the same secret differently each time, and no secret can be read in it', async () => {
    const vault = openVault(createMemoryKeys(), [createQuickSource()]);
    const blobs = await Promise.all(Array.from({ length: 50 }, () => vault.seal('crm', { password: 'same' })));
    expect(new Set(blobs.map((blob) => Buffer.from(blob).toString('hex'))).size).toBe(50);
    for (const blob of blobs) expect(Buffer.from(blob).includes('same')).toBe(false);
  });

  it('S14 without a key source stores nothing and says that nothing is protected', async () => {
    const keys = createMemoryKeys();
    const vault = openVault(keys, []);
    expect(vault.protection).toBe('none');
    await expect(vault.seal('crm', secrets)).rejects.toMatchObject({ code: 'SECRET_STORE_LOCKED' });
    expect(keys.names()).toEqual([]);
  });

  it('opens a blob of the first layout, and knows that it should be sealed anew', async () => {
    const [keys, source] = [createMemoryKeys(), createQuickSource()];
    const key = cipher.createKey();
    keys.set('unprotected-file', await source.wrap(key));
    const text = new TextEncoder().encode(JSON.stringify(secrets));
    const old = cipher.seal(key, text, 'millrace.vault/1:crm');
    const vault = openVault(keys, [source]);
    expect(await vault.open('crm', old)).toEqual(secrets);
    expect(vault.isOutdated(old)).toBe(true);
    const sealed = await vault.seal('crm', secrets);
    expect(vault.isOutdated(sealed)).toBe(false);
    expect(await vault.open('crm', sealed)).toEqual(secrets);
    await expect(vault.open('other', old)).rejects.toMatchObject(refused);
    for (const index of old.keys()) {
      const altered = Uint8Array.from(old);
      altered[index] = (altered[index] ?? 0) ^ 1;
      expect(vault.check('crm', altered)).toBe('damaged');
    }
  });
});
