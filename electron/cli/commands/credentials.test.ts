import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestTerminal } from '../../../test/fakes/terminal.ts';
import { createTemporaryFolder } from '../../../test/support/temporary-store.ts';
import { type PracticeOrg, startPracticeOrg } from '../../practice/practice-org.ts';
import { runOn } from '../main.ts';

let org: PracticeOrg;
beforeAll(async () => {
  org = await startPracticeOrg();
});
afterAll(() => org.close());
beforeEach(() => org.reset());

/** A computer of its own, with the secrets of the practice org’s first client in a file. */
function createComputer() {
  const folder = createTemporaryFolder();
  const { clientId = '', clientSecret = '' } = org.clients[0] ?? {};
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ clientSecret }));
  const environment = { MILLRACE_PASSPHRASE: 'open sesame' };
  const run = async (...words: string[]) => {
    const terminal = createTestTerminal({ workingFolder: folder, environment });
    const code = await runOn(terminal, [...words, '--data', join(folder, 'data')]);
    return { code, ...terminal.written };
  };
  const read = async (...words: string[]) => JSON.parse((await run(...words, '--json')).out);
  const fields = ['environment=practice', `domain=${org.instanceUrl}`, `clientId=${clientId}`];
  const signIn = ['--auth', 'client_credentials', ...fields.flatMap((field) => ['--set', field])];
  const details = [...signIn, '--secrets', 'secrets.json'];
  const add = (name: string, ...words: string[]) =>
    run('credentials', 'add', name, '--connector', 'salesforce', ...details, '--entity', 'lead', ...words);
  const connect = (name: string, credential: string, ...words: string[]) =>
    run('connections', 'add', name, '--connector', 'salesforce', '--auth', 'named', '--set', credential, ...words);
  return { run, read, add, connect, details, clientId, clientSecret };
}

describe('millrace credentials', () => {
  it('adds one that a connection uses by its name, and shows everything but its secrets', async () => {
    const { run, read, add, connect, clientId, clientSecret } = createComputer();
    expect(await add('Sales team')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Saved “Sales team”\. Connection test succeeded\. Signed in as /),
    });
    expect(await connect('Acme', 'credential=Sales team')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Saved “Acme”\. Connection test succeeded\. Signed in as /),
    });
    expect((await run('credentials', 'list')).out).toMatch(
      new RegExp(`Sales team +salesforce +lead +${clientId} +connected +1\n$`),
    );
    const shown = await run('credentials', 'show', 'Sales team');
    expect(shown.out).toMatch(/clientSecret +stored/);
    expect(shown.out).toMatch(/Used by +Acme/);
    expect(shown.out + (await run('credentials', 'show', 'Sales team', '--json')).out).not.toContain(clientSecret);
    expect((await run('credentials', 'used-by', 'Sales team')).out).toMatch(/Acme +connected/);
    expect((await run('connections', 'show', 'Acme')).out).toMatch(/credential +Sales team/);
    const [credential] = await read('credentials', 'list');
    expect(await read('connections', 'show', 'Acme')).toMatchObject({ fields: { credential: credential.id } });
    expect(await read('credentials', 'used-by', credential.id)).toMatchObject([{ name: 'Acme' }]);
    expect(await read('credentials', 'test')).toMatchObject([{ name: 'Sales team', succeeded: true }]);
  });

  it('edits names, entities, permission and principals, and says which connections stop', async () => {
    const { run, read, add, connect, details } = createComputer();
    await add('Sales team', '--principal', 'Integration');
    await connect('Acme', 'credential=Sales team');
    const renamed = ['--name', 'Sales', '--entity', 'custom', '--custom-entity', 'Invoice'];
    expect(await run('credentials', 'edit', 'Sales team', ...renamed)).toMatchObject({
      code: 0,
      out: 'Saved “Sales”.\n',
    });
    expect(await run('credentials', 'edit', 'Sales', '--refuse')).toMatchObject({
      code: 0,
      err: 'notice: the connection “Acme” can’t be used any more.\n',
      out: 'Saved “Sales”.\n',
    });
    expect((await run('credentials', 'list')).out).toMatch(/custom: Invoice +Integration +not permitted +1/);
    expect(await run('connections', 'test', 'Acme')).toMatchObject({ code: 1 });
    expect(await connect('Second', 'credential=Sales')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Saved “Second”, but it is inactive\. Connection test failed\. Nobody may use/),
    });
    await run('credentials', 'edit', 'Sales', '--permit', '--principal-name', 'Robot');
    expect(await read('connections', 'show', 'Second')).toMatchObject({ status: 'connected' });

    expect(await run('credentials', 'edit', 'Sales', '--principal', 'Other', ...details)).toMatchObject({
      code: 0,
      err: expect.stringContaining('“Acme” can’t be used any more'),
    });
    expect(await run('credentials', 'edit', 'Sales', '--permit')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Give --principal: “Sales” has “Robot”, “Other”.'),
    });
    await run('credentials', 'edit', 'Sales', '--remove-principal', 'Robot');
    expect(await read('connections', 'show', 'Acme')).toMatchObject({ status: 'connected' });
    expect(await read('credentials', 'show', 'Sales')).toMatchObject({ principals: [{ name: 'Other' }] });
  });

  it('stores nothing that its test refuses, and takes no name twice', async () => {
    const { run, read, add } = createComputer();
    expect(await add('Wrong', '--set', 'clientId=nobody')).toMatchObject({
      code: 1,
      err: expect.stringContaining('error MISSING_TOKEN'),
    });
    expect(await read('credentials', 'list')).toEqual([]);
    await add('One');
    await add('Two');
    expect(await add('One')).toMatchObject({ code: 2, err: expect.stringContaining('NAME_TAKEN') });
    const both = await run('credentials', 'edit', 'Two', '--name', 'One', '--refuse');
    expect(both).toMatchObject({ code: 2, err: expect.stringContaining('NAME_TAKEN') });
    expect(await read('credentials', 'show', 'Two')).toMatchObject({ revision: 1, principals: [{ permitted: true }] });
    expect(await run('credentials', 'edit', 'Two', '--permit', '--refuse')).toMatchObject({ code: 2 });
    expect(await run('credentials', 'show', 'Nobody')).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no named credential “Nobody”'),
    });
  });

  it('deletes one only when no connection uses it', async () => {
    const { run, read, add, connect } = createComputer();
    await add('Sales team');
    await connect('Acme', 'credential=Sales team');
    expect(await run('credentials', 'remove', 'Sales team')).toMatchObject({
      code: 2,
      err: expect.stringContaining('1 connection uses it: Acme.'),
    });
    await run('connections', 'remove', 'Acme');
    expect(await run('credentials', 'remove', 'Sales team')).toMatchObject({ code: 0, out: 'Deleted “Sales team”.\n' });
    expect(await read('credentials', 'list')).toEqual([]);
  });
});
