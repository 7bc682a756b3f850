import { describe, expect, it } from 'vitest';
import { createPassphraseSource } from '../node/key-passphrase.ts';
import { cipher, createMemoryKeys, createQuickSource, openVault } from './vault.fixture.ts';

const secrets = { password: 'correct horse' };
const passphrase = (text: string) => createPassphraseSource(cipher, text);
const locked = { code: 'SECRET_STORE_LOCKED' };

describe('the key of the vault', () => {
  it('is one, however many sources keep it: what one process seals another opens through another source', async () => {
    const keys = createMemoryKeys();
    const [system, keyring] = [createQuickSource('operating-system'), createQuickSource('secret-service')];
    const sealed = await openVault(keys, [system]).seal('crm', secrets);
    await openVault(keys, [keyring, system]).open('crm', sealed);
    const later = openVault(keys, [keyring]);
    expect(await later.open('crm', sealed)).toEqual(secrets);
    expect(await openVault(keys, [system]).open('crm', await later.seal('crm', secrets))).toEqual(secrets);
    expect(keys.names().map((name) => name.split('/').at(-1))).toEqual(['operating-system', 'secret-service']);
  });

  it('S14 says when another source keeps it, once', async () => {
    const keys = createMemoryKeys();
    const said: string[] = [];
    const [system, keyring] = [createQuickSource('operating-system'), createQuickSource('secret-service')];
    const sealed = await openVault(keys, [system], said).seal('crm', secrets);
    expect(said).toEqual([]);
    await openVault(keys, [keyring, system], said).open('crm', sealed);
    await openVault(keys, [keyring, system], said).open('crm', sealed);
    expect(said).toEqual([
      'Stored secrets are now protected by this computer’s keyring, besides the operating system’s key store.',
    ]);
  });

  it('S14 is called unprotected as long as an unprotected file opens it', async () => {
    const keys = createMemoryKeys();
    const [file, system] = [createQuickSource(), createQuickSource('operating-system')];
    await openVault(keys, [file]).seal('crm', secrets);
    const vault = openVault(keys, [system, file]);
    expect(await vault.state()).toMatchObject({ state: 'open', protection: 'unprotected-file' });
    expect(vault.protection).toBe('unprotected-file');
  });

  it('is kept anew by a source that is another one than before, when something else opens it', async () => {
    const keys = createMemoryKeys();
    const [old, fresh] = [createQuickSource('operating-system'), createQuickSource('operating-system')];
    const first = openVault(keys, [old]);
    const sealed = await first.seal('crm', secrets);
    await first.setPassphrase('long enough');
    const said: string[] = [];
    const vault = openVault(keys, [fresh], said);
    await expect(vault.open('crm', sealed)).rejects.toMatchObject(locked);
    await vault.unlock('long enough');
    expect(said).toHaveLength(1);
    expect(await openVault(keys, [fresh]).open('crm', sealed)).toEqual(secrets);
  });

  it('that is lost changes nothing that is stored: read-only until the passphrase comes, without a restart', async () => {
    const keys = createMemoryKeys();
    const sealed = await openVault(keys, [passphrase('open sesame')]).seal('crm', secrets);
    const before = keys.list();
    for (const sources of [[], [createQuickSource('operating-system')]]) {
      const vault = openVault(keys, sources);
      expect(await vault.state()).toMatchObject({ state: 'locked', protection: 'none', keptBy: ['passphrase'] });
      expect(vault.check('crm', sealed)).toBe('locked');
      await expect(vault.open('crm', sealed)).rejects.toMatchObject({
        ...locked,
        fix: expect.stringMatching(/passphrase/),
      });
      await expect(vault.seal('crm', { password: 'new' })).rejects.toMatchObject(locked);
      await expect(vault.setPassphrase('another one')).rejects.toMatchObject(locked);
      await expect(vault.unlock('open barley')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
      expect(keys.list()).toEqual(before);
    }
    const vault = openVault(keys, []);
    await vault.unlock('open sesame');
    expect(vault.check('crm', sealed)).toBe('readable');
    expect(await vault.open('crm', sealed)).toEqual(secrets);
    expect(await vault.open('crm', await vault.seal('crm', { password: 'new' }))).toEqual({ password: 'new' });
  });

  it('tells a wrong passphrase that came with the process, and the right one as written elsewhere opens it', async () => {
    const keys = createMemoryKeys();
    const sealed = await openVault(keys, [passphrase('caf\u00e9 au lait')]).seal('crm', secrets);
    const before = keys.list();
    const wrong = openVault(keys, [passphrase('cafe au lait')]);
    await expect(wrong.open('crm', sealed)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    await expect(wrong.seal('crm', secrets)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    expect(keys.list()).toEqual(before);
    // NFKC: the same letters, composed differently.
    expect(await openVault(keys, [passphrase('cafe\u0301 au lait')]).open('crm', sealed)).toEqual(secrets);
  });

  it('is given up only when that is asked for; what the old key sealed opens when it comes back', async () => {
    const keys = createMemoryKeys();
    const [lost, fresh] = [createQuickSource('operating-system'), createQuickSource('secret-service')];
    const old = await openVault(keys, [lost]).seal('old', secrets);
    const vault = openVault(keys, [fresh]);
    await vault.startOver();
    const sealed = await vault.seal('new', secrets);
    expect([vault.check('old', old), vault.check('new', sealed)]).toEqual(['locked', 'readable']);
    await expect(vault.open('old', old)).rejects.toMatchObject({ ...locked, why: expect.stringMatching(/operating/) });
    const both = openVault(keys, [lost, fresh]);
    expect(await both.open('old', old)).toEqual(secrets);
    expect(await both.open('new', sealed)).toEqual(secrets);
    expect([both.isOutdated(old), both.isOutdated(sealed)]).toEqual([true, false]);
    const names = keys.names();
    await both.startOver();
    expect(keys.names()).toEqual(names);
  });

  it('changes its passphrase: the new one opens, the old one and an unprotected file don’t any more', async () => {
    const keys = createMemoryKeys();
    const file = createQuickSource();
    const vault = openVault(keys, [file]);
    const sealed = await vault.seal('crm', secrets);
    await expect(vault.setPassphrase('short')).rejects.toMatchObject({ code: 'PASSPHRASE_UNFIT' });
    await vault.setPassphrase('first passphrase');
    await expect(file.wrap(cipher.createKey())).rejects.toMatchObject(locked);
    await vault.setPassphrase('second passphrase');
    expect(await openVault(keys, [passphrase('second passphrase')]).open('crm', sealed)).toEqual(secrets);
    const old = openVault(keys, [passphrase('first passphrase')]);
    await expect(old.open('crm', sealed)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
  });

  it('asks a person only when a secret is needed, once', async () => {
    const keys = createMemoryKeys();
    const sealed = await openVault(keys, [passphrase('open sesame')]).seal('crm', secrets);
    const asked: string[] = [];
    const prompt = createPassphraseSource(cipher, async (purpose) => {
      asked.push(purpose);
      return 'open sesame';
    });
    const vault = openVault(keys, [prompt]);
    expect((await vault.state()).state).toBe('locked');
    expect(asked).toEqual([]);
    const opened = await Promise.all([vault.open('crm', sealed), vault.open('crm', sealed)]);
    expect(opened).toEqual([secrets, secrets]);
    expect(asked).toEqual(['open']);
  });

  it('of the first layout, one for each source, is taken over: the first that opens stays, the others open theirs', async () => {
    const keys = createMemoryKeys();
    const [system, file] = [createQuickSource('operating-system'), createQuickSource()];
    const seal = (key: Uint8Array, owner: string) =>
      cipher.seal(key, new TextEncoder().encode(JSON.stringify(secrets)), `millrace.vault/1:${owner}`);
    const [systemKey, fileKey] = [cipher.createKey(), cipher.createKey()];
    keys.set('operating-system', await system.wrap(systemKey));
    keys.set('unprotected-file', await file.wrap(fileKey));
    keys.set('something else', new Uint8Array([1]));
    const [bySystem, byFile] = [seal(systemKey, 'one'), seal(fileKey, 'two')];

    // The command, which only has the file.
    const command = openVault(keys, [file]);
    expect(await command.open('two', byFile)).toEqual(secrets);
    await expect(command.open('one', bySystem)).rejects.toMatchObject(locked);
    const sealed = await command.seal('three', secrets);

    const desktop = openVault(keys, [system, file]);
    for (const [owner, blob] of [
      ['one', bySystem],
      ['two', byFile],
      ['three', sealed],
    ] as const) {
      expect(await desktop.open(owner, blob)).toEqual(secrets);
    }
    // Now the desktop's source keeps the one key too, so it needs no file any more.
    const later = openVault(keys, [system]);
    expect(await later.open('three', sealed)).toEqual(secrets);
    expect(await later.open('one', bySystem)).toEqual(secrets);
    expect(keys.names()).toContain('something else');
  });

  it('that a source gives back altered is never used', async () => {
    const keys = createMemoryKeys();
    const forgetful = { ...createQuickSource('secret-service'), unwrap: async () => ({ key: cipher.createKey() }) };
    await expect(openVault(keys, [forgetful]).seal('crm', secrets)).rejects.toMatchObject(locked);
    expect(keys.names()).toEqual([]);
    const file = createQuickSource();
    await openVault(keys, [forgetful, file]).seal('crm', secrets);
    expect(keys.names().map((name) => name.split('/').at(-1))).toEqual(['unprotected-file']);
  });

  it('is wrapped anew when its source asks for that', async () => {
    const keys = createMemoryKeys();
    const source = createQuickSource('operating-system');
    const stale: typeof source = {
      ...source,
      unwrap: async (wrapped) => ({ ...(await source.unwrap(wrapped)), isStale: true }),
    };
    const sealed = await openVault(keys, [source]).seal('crm', secrets);
    const before = keys.list();
    await openVault(keys, [stale]).open('crm', sealed);
    expect(keys.list()).not.toEqual(before);
    expect(await openVault(keys, [source]).open('crm', sealed)).toEqual(secrets);
  });
});
