import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cipher, createQuickSource } from './vault.fixture.ts';
import { readBackup, writeBackup } from './vault-backup.ts';

// What wraps the backup's key is tested with the real passphrase elsewhere; here it only has to be quick.
function createParts() {
  const quick = createQuickSource('passphrase');
  return { cipher, passphraseSource: () => quick };
}
const createdAt = '2026-11-22T08:00:00.000Z';
const passphrase = 'four words are enough';

const text = fc.string({ unit: 'grapheme', maxLength: 50 });
const entry = fc.record({
  kind: fc.constant('connection'),
  id: text,
  name: text,
  details: fc.dictionary(text, text),
  updatedAt: text,
  secrets: fc.dictionary(text, text),
});

describe('a backup of secrets', () => {
  it('gives back what was put in', async () => {
    const parts = createParts();
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 5 }), async (entries) => {
        const file = await writeBackup(parts, { entries, passphrase, createdAt });
        expect(await readBackup(parts, { text: file, passphrase })).toEqual(entries);
      }),
      {
        numRuns: 50,
        examples: [
          [
            [
              {
                kind: 'connection',
                id: '',
                name: '',
                details: {},
                updatedAt: '',
                secrets: JSON.parse('{"__proto__":"a"}'),
              },
            ],
          ],
        ],
      },
    );
  });

  it('S12 holds neither secrets nor names in plain text, and differs each time', async () => {
    const parts = createParts();
    const entries = [
      {
        kind: 'connection',
        id: 'id-1',
        name: 'Acme',
        details: { host: 'acme.test' },
        updatedAt: createdAt,
        secrets: { token: 'canary' },
      },
    ];
    const files = [];
    for (let round = 0; round < 5; round += 1) files.push(await writeBackup(parts, { entries, passphrase, createdAt }));
    expect(new Set(files).size).toBe(5);
    for (const file of files) {
      for (const plain of ['canary', 'Acme', 'acme.test', 'token', 'id-1']) {
        expect(file).not.toContain(plain);
        expect(file).not.toContain(Buffer.from(plain).toString('base64').replace(/=+$/, ''));
      }
    }
  });

  it('S13 is refused when any character of it was changed or it was cut', async () => {
    const parts = createParts();
    const entries = [
      { kind: 'connection', id: '1', name: 'A', details: {}, updatedAt: createdAt, secrets: { token: 't' } },
    ];
    const file = (await writeBackup(parts, { entries, passphrase, createdAt })).trimEnd();
    const read = (changed: string) =>
      readBackup(parts, { text: changed, passphrase }).then(
        (restored) => ({ restored }),
        (error: { code: string }) => error.code,
      );
    for (let index = 0; index < file.length; index += 1) {
      const other = file[index] === 'A' ? 'B' : 'A';
      const outcome = await read(`${file.slice(0, index)}${other}${file.slice(index + 1)}`);
      // White space between the parts of the file means nothing; bits beyond base64's last byte neither.
      if (typeof outcome === 'object') expect(outcome.restored).toEqual(entries);
      else expect(['VAULT_BACKUP_WRONG', 'PASSPHRASE_WRONG']).toContain(outcome);
      expect(await read(file.slice(0, index))).toBe('VAULT_BACKUP_WRONG');
    }
  });

  it('of a newer Millrace is told apart from what is none', async () => {
    const parts = createParts();
    const read = (file: string) => readBackup(parts, { text: file, passphrase });
    await expect(read('{"format":"millrace.vault-backup/2"}')).rejects.toMatchObject({
      why: 'A newer Millrace made it.',
    });
    for (const file of ['', '[]', 'null', '7', '{}', '{"format":"millrace.flow/1"}', '<html>']) {
      await expect(read(file)).rejects.toMatchObject({ code: 'VAULT_BACKUP_WRONG' });
    }
  });
});
