import { writeSync } from 'node:fs';
import { openNodeHost } from '../../../electron/compose/node-host.ts';
import { createNodeCipher } from '../../../electron/node/cipher.ts';
import { createKeyFileSource } from '../../../electron/node/key-file.ts';

/**
 * Edits the only principal of a named credential over and over until it is killed: between the two users of a practice
 * org that runs elsewhere. Arguments: the data folder, the credential's id, and the users as JSON
 * `[{ username, password, securityToken }]`. Writes `saving N` before each edit and `saved N` once it is acknowledged.
 */
const [folder = '', credentialId = '', people = '[]'] = process.argv.slice(2);
const users = JSON.parse(people) as { username: string; password: string; securityToken: string }[];
const host = await openNodeHost({
  dataFolder: folder,
  ownerName: 'the editing program',
  version: '0.0.0',
  shell: 'none',
  keySources: [createKeyFileSource(folder, createNodeCipher())],
});
const { credentials } = host.services;
const [principal] = credentials.get(credentialId).principals;
for (let number = 1; ; number += 1) {
  const { username = '', password = '', securityToken = '' } = users[number % 2] ?? {};
  writeSync(1, `saving ${number}\n`);
  await credentials.savePrincipal({
    credentialId,
    principalId: principal?.id,
    name: username,
    fields: { username },
    secrets: { password, securityToken },
  });
  writeSync(1, `saved ${number}\n`);
}
