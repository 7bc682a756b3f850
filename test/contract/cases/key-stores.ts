import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ProcedureCase } from '../case.ts';

const folder = join(import.meta.dirname, '../../../electron/key-store/fixtures');
/** A key store in Base64, as the page sends it; its password is `practice-store`. */
const content = (name: string) => readFileSync(join(folder, `${name}.b64`), 'utf8').replace(/\s/g, '');
const password = 'practice-store';

/** `contract.connections.readKeyStore`. */
export const readKeyStoreCase: ProcedureCase = {
  works: async ({ client }) => {
    const subject = 'CN=Practice org demo app';
    expect(await client.connections.readKeyStore({ content: content('practice.p12'), password })).toEqual({
      kind: 'pkcs12',
      entries: [
        {
          alias: 'practice',
          subject,
          issuer: subject,
          notBefore: '2026-11-22T05:53:48.000Z',
          notAfter: '2126-10-29T05:53:48.000Z',
          algorithm: 'RSA 2048',
          usable: true,
        },
      ],
    });
    // The file itself is Base64 text, so by its path it is none.
    const path = join(folder, 'key.pem.b64');
    await expect(client.connections.readKeyStore({ path })).rejects.toMatchObject({
      data: { code: 'KEY_STORE_UNREADABLE' },
    });
  },
  refuses: {
    FILE_NOT_FOUND: ({ client }) => client.connections.readKeyStore({ path: '/nowhere/server.p12', password }),
    FILE_UNREADABLE: ({ client }) => client.connections.readKeyStore({ path: folder, password }),
    KEY_STORE_UNREADABLE: ({ client }) => client.connections.readKeyStore({ content: 'AAAA', password }),
    KEY_STORE_PASSWORD_WRONG: ({ client }) => client.connections.readKeyStore({ content: content('practice.jks') }),
    KEY_NOT_FOUND: ({ client }) => client.connections.readKeyStore({ content: content('trust.jks'), password }),
  },
  badInputs: [
    undefined,
    {},
    { password },
    { path: '' },
    { content: '' },
    { path: 'a', content: 'b' },
    { path: 'x'.repeat(4_097) },
    { content: 'AAAA', password: 7 },
  ],
};
