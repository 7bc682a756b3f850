import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestTerminal } from '../../../test/fakes/terminal.ts';
import { createTemporaryFolder } from '../../../test/support/temporary-store.ts';
import { type PracticeOrg, startPracticeOrg } from '../../practice/practice-org.ts';
import { runOn } from '../main.ts';

let org: PracticeOrg;
beforeAll(async () => {
  org = await startPracticeOrg();
});
afterAll(() => org.close());

const keyStoreFile = join(import.meta.dirname, '../../key-store/fixtures/practice.jks.b64');
const environment = { MILLRACE_PASSPHRASE: 'open sesame' };

/** A working folder with a key store in it, and a data folder elsewhere. */
function createComputer() {
  const folder = createTemporaryFolder();
  const work = join(folder, 'work');
  mkdirSync(work);
  writeFileSync(join(work, 'server.jks'), Buffer.from(readFileSync(keyStoreFile, 'utf8'), 'base64'));
  writeFileSync(join(work, 's.json'), JSON.stringify({ storePassword: 'practice-store' }));
  return async (words: string[]) => {
    const terminal = createTestTerminal({ workingFolder: work, environment });
    const code = await runOn(terminal, ['connections', ...words, '--json', '--data', join(folder, 'data')]);
    return { code, ...terminal.written };
  };
}

/** The words that make a connection by JWT. */
function addWords(...set: string[]): string[] {
  const fields = [
    'environment=practice',
    `domain=${org.loginUrl}`,
    `clientId=${org.clients[0]?.clientId}`,
    `username=${org.users[0]?.username}`,
    'alias=practice',
    ...set,
  ];
  const words = ['add', 'Server', '--connector', 'salesforce', '--auth', 'jwt', '--secrets', 's.json'];
  return [...words, ...fields.flatMap((field) => ['--set', field])];
}

describe('the fields of a connection on the command line', () => {
  it('name a key store from the working folder, and hold numbers as numbers', async () => {
    const millrace = createComputer();
    const added = await millrace(addWords('keyStore=server.jks', 'connectionTimeout=20'));
    expect(added.err).toBe('');
    expect(JSON.parse(added.out)).toMatchObject({
      connection: { fields: { keyStore: 'server.jks', connectionTimeout: 20 }, status: 'connected' },
    });
    const edited = await millrace(['edit', 'Server', '--set', 'connectionTimeout=40']);
    expect(JSON.parse(edited.out)).toMatchObject({ connection: { fields: { connectionTimeout: 40 } } });
  });

  it.each([
    ['keyStore=gone.jks', 'gone.jks'],
    ['connectionTimeout=soon', 'it takes a number'],
    ['alias=nobody', 'None is called “nobody”'],
    ['keyStore', 'takes NAME=VALUE'],
  ])('are refused in words: %s', async (set, words) => {
    const { code, out, err } = await createComputer()(addWords('keyStore=server.jks', set));
    expect(code).toBeGreaterThan(0);
    expect(out + err).toContain(words);
  });
});
