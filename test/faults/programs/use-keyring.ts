/**
 * `node use-keyring.ts seal|open FOLDER`: seals a secret in a vault whose key only the Secret Service keeps, or opens it,
 * and prints what came of it as JSON. FOLDER holds the wrapped key and the sealed secret.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createVault } from '../../../electron/credentials/vault.ts';
import { createNodeCipher } from '../../../electron/node/cipher.ts';
import { createPassphraseSource } from '../../../electron/node/key-passphrase.ts';
import { createSecretServiceSource } from '../../../electron/node/key-secret-service.ts';
import { toMillraceError } from '../../../shared/errors/index.ts';

const [, , action = '', folder = ''] = process.argv;
mkdirSync(folder, { recursive: true });
const keysFile = join(folder, 'keys.json');
const sealedFile = join(folder, 'sealed');

const stored: [string, string][] = existsSync(keysFile) ? JSON.parse(readFileSync(keysFile, 'utf8')) : [];
const keys = new Map<string, Uint8Array>(
  stored.map(([name, wrapped]) => [name, new Uint8Array(Buffer.from(wrapped, 'base64'))] as const),
);
const save = (): void => {
  writeFileSync(
    keysFile,
    JSON.stringify([...keys].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')])),
  );
};

const cipher = createNodeCipher();
const vault = createVault({
  cipher,
  sources: [createSecretServiceSource(cipher)],
  passphraseSource: (passphrase) => createPassphraseSource(cipher, passphrase),
  keys: {
    list: () => [...keys].map(([name, wrapped]) => ({ name, wrapped })),
    set: (name, wrapped) => {
      keys.set(name, wrapped);
      save();
    },
    rename: () => undefined,
    remove: (name) => {
      keys.delete(name);
      save();
    },
  },
});

const result: Record<string, unknown> = {};
try {
  if (action === 'seal') writeFileSync(sealedFile, await vault.seal('crm', { password: 'canary-in-keyring' }));
  else result.secrets = await vault.open('crm', new Uint8Array(readFileSync(sealedFile)));
} catch (thrown) {
  result.error = toMillraceError(thrown).describe();
}
const { reason: _, ...state } = await vault.state();
process.stdout.write(JSON.stringify({ ...result, state }));
