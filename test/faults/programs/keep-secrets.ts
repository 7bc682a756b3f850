/**
 * `node keep-secrets.ts FOLDER PASSPHRASE_FILE SECRETS_FILE URL`: keeps connections of every HTTP scheme and a named
 * credential with the secrets of the file, changes and tests them over and over until it is killed, and writes a line for each operation.
 */
import { readFileSync } from 'node:fs';
import { openNodeHost } from '../../../electron/compose/node-host.ts';
import { createNodeCipher } from '../../../electron/node/cipher.ts';
import { createPassphraseSource } from '../../../electron/node/key-passphrase.ts';

const [, , dataFolder = '', passphraseFile = '', secretsFile = '', baseUrl = ''] = process.argv;
const passphrase = readFileSync(passphraseFile, 'utf8');
const canaries = JSON.parse(readFileSync(secretsFile, 'utf8')) as Record<string, string>;
const host = await openNodeHost({
  dataFolder,
  ownerName: 'keep-secrets',
  version: '0',
  shell: 'none',
  keySources: [createPassphraseSource(createNodeCipher(), passphrase)],
});
const { connections, credentials, vault } = host.services;

const schemes: { auth: string; fields: Record<string, string>; secret: string }[] = [
  { auth: 'basic', fields: { username: 'ada' }, secret: 'password' },
  { auth: 'bearer', fields: {}, secret: 'token' },
  { auth: 'api_key', fields: { name: 'X-Key', in: 'header' }, secret: 'value' },
];
const ids: { id: string; secret: string; value: string }[] = [];
for (const { auth, fields, secret } of schemes) {
  const value = canaries[auth] ?? '';
  const details = { name: auth, connector: 'http', auth, fields: { baseUrl, ...fields }, secrets: { [secret]: value } };
  ids.push({ id: (await connections.create(details)).connection.id, secret, value });
  process.stdout.write(`created ${auth}\n`);
}
const named = { auth: 'api_key', fields: { baseUrl, name: 'X-Named', in: 'header' } };
const secrets = { value: canaries.named ?? '' };
const { credential } = await credentials.create({
  name: 'named',
  entity: 'lead',
  connector: 'http',
  principal: { ...named, secrets },
});
process.stdout.write('created a named credential\n');
for (let round = 0; ; round += 1) {
  for (const { id: principalId } of credential.principals) {
    await credentials.savePrincipal({ credentialId: credential.id, principalId, name: `round ${round}`, secrets });
    await credentials.test(credential.id);
    process.stdout.write('changed the named credential\n');
  }
  for (const { id, secret, value } of ids) {
    await connections.test(id);
    await connections.update(id, { description: `round ${round}`, secrets: { [secret]: value } });
    process.stdout.write('changed\n');
  }
  if (round % 8 > 0) continue;
  await vault.setPassphrase(passphrase);
  await vault.backup(passphrase);
  process.stdout.write('backed up\n');
}
