import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createTestTerminal } from '../../../test/fakes/terminal.ts';
import { startProxyServer } from '../../../test/support/proxy-server.ts';
import { startPracticeOrg } from '../../practice/practice-org.ts';
import { runOn } from '../main.ts';

let folder: string;
let org: Awaited<ReturnType<typeof startPracticeOrg>>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-cli-'));
  org = await startPracticeOrg();
});

afterEach(async () => {
  await org.close();
  rmSync(folder, { recursive: true, force: true });
});

async function connections(words: string[], input = '') {
  const environment = { MILLRACE_PASSPHRASE: 'open sesame' };
  const terminal = createTestTerminal({ workingFolder: folder, input, environment });
  const code = await runOn(terminal, ['connections', ...words, '--data', join(folder, 'data')]);
  return { code, ...terminal.written };
}

const parse = async (words: string[]) => JSON.parse((await connections([...words, '--json'])).out);

function parametersOf(user: number): string {
  const { username = '', password = '', securityToken = '' } = org.users[user] ?? {};
  const { clientId = '', clientSecret = '' } = org.clients[0] ?? {};
  return [
    `SALESFORCE_CLIENT_ID=${clientId}`,
    `SALESFORCE_CLIENT_SECRET=${clientSecret}`,
    `SALESFORCE_USERNAME=${username}`,
    `SALESFORCE_PASSWORD=${password}`,
    `SALESFORCE_SECURITY_TOKEN=${securityToken}`,
    `SALESFORCE_URL_LOGIN=${org.loginUrl}/services/oauth2/token`,
    'OTHER=1',
  ].join('\n');
}

describe('millrace connections', () => {
  it('adds one from pasted parameters, and shows everything of it but its secrets', async () => {
    const added = await connections(['add', 'Org', '--parameters', '-', '--description', 'Ours'], parametersOf(0));
    expect(added).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Saved “Org”\. Connection test succeeded\. Signed/),
    });
    expect(added.err).toBe('notice: OTHER means nothing here.\n');
    const shown = await connections(['show', 'Org']);
    expect(shown.out).toMatch(/Description +Ours/);
    expect(shown.out).toMatch(/password +stored/);
    const all = shown.out + (await connections(['show', 'Org', '--json'])).out;
    for (const { password, securityToken } of org.users) {
      expect(all).not.toContain(password);
      expect(all).not.toContain(securityToken);
    }
  });

  it('adds one behind a proxy: what isn’t secret by --set, its password by --secrets, shown nowhere', async () => {
    const password = 'proxy-canary-41';
    const proxy = await startProxyServer({ username: 'ada', password });
    onTestFinished(() => proxy.close());
    const [user] = org.users;
    const [client] = org.clients;
    const secrets = join(folder, 'secrets.json');
    const { password: own = '', securityToken = '' } = user ?? {};
    const clientSecret = client?.clientSecret ?? '';
    writeFileSync(secrets, JSON.stringify({ password: own, securityToken, clientSecret, proxyPassword: password }));
    const fields = {
      environment: 'practice',
      domain: org.loginUrl,
      clientId: client?.clientId ?? '',
      username: user?.username ?? '',
      proxyHost: '127.0.0.1',
      proxyPort: String(proxy.port),
      proxyUsername: 'ada',
    };
    const set = Object.entries(fields).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    const names = ['--connector', 'salesforce', '--auth', 'password'];
    const added = await connections(['add', 'Routed', ...names, ...set, '--secrets', secrets]);
    expect(added).toMatchObject({ code: 0, out: expect.stringContaining('Connection test succeeded.') });
    expect(proxy.asked.length).toBeGreaterThan(1);
    const shown = await connections(['show', 'Routed']);
    expect(shown.out).toMatch(/proxyPort +\d+/);
    expect(shown.out).toMatch(/proxyPassword +stored/);
    const wrong = await connections(['edit', 'Routed', '--set', 'proxyPort=1']);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('Can’t reach the proxy 127.0.0.1:1.') });
    expect(added.out + added.err + shown.out + wrong.out + wrong.err).not.toContain(password);
  });

  it('asks for the proxy’s password on a terminal when there is a proxy, and else doesn’t', async () => {
    const asked = async (set: string[]) => {
      const names = ['--connector', 'http', '--auth', 'bearer', '--set', 'baseUrl=http://127.0.0.1:1'];
      return (await connections(['add', 'Service', ...names, ...set], 'one\ntwo\n')).err;
    };
    expect(await asked(['--set', 'proxyHost=127.0.0.1', '--set', 'proxyPort=1'])).toContain('Proxy password');
    expect(await asked([])).not.toContain('Proxy password');
  });

  it('edits, undoes, switches, tells tests and users, and deletes', async () => {
    await connections(['add', 'Org', '--parameters', '-'], parametersOf(0));
    const edited = await connections(['edit', 'Org', '--name', 'Acme', '--set', 'apiVersion=63.0']);
    expect(edited).toMatchObject({ code: 0, out: expect.stringContaining('(API 63.0)') });
    expect(await connections(['undo', 'Acme'])).toMatchObject({ code: 0, out: expect.stringContaining('(API 64.0)') });
    expect(await connections(['undo', 'Org'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('NOTHING_TO_UNDO'),
    });
    expect((await connections(['deactivate', 'Org'])).out).toBe('“Org” is inactive.\n');
    expect(await parse(['show', 'Org'])).toMatchObject({ status: 'inactive', revision: 3 });
    expect((await connections(['activate', 'Org'])).out).toBe('“Org” is active.\n');
    expect(await connections(['test', 'Org'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Org: Connection test succeeded\. Signed in as /),
    });
    expect(await connections(['refresh', 'Org'])).toMatchObject({ code: 0 });
    expect(await parse(['tests', 'Org'])).toHaveLength(5);
    expect(await parse(['reminders'])).toEqual([]);
    expect(await parse(['used-by', 'Org'])).toEqual([]);
    expect(await connections(['remove', 'Org'])).toMatchObject({ code: 0, out: 'Deleted “Org”.\n' });
    expect(await connections(['show', 'Org'])).toMatchObject({ code: 2, err: expect.stringContaining('NOT_FOUND') });
  });

  it('names missing permissions and ends with 1', async () => {
    writeFileSync(join(folder, 'secrets.json'), '{}');
    const wrong = await connections(['add', 'X', '--parameters', 'secrets.json']);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('PARAMETERS_UNREADABLE') });
    const checked = await connections(['permissions', 'Practice CRM']);
    expect(checked).toMatchObject({ code: 0, out: expect.stringMatching(/Contact +create +– +Welcome new leads/) });
  });
});

describe('a budget of calls a day', () => {
  it('is set without a test and told with the calls of today; a wrong one is refused', async () => {
    await connections(['add', 'Org', '--parameters', '-'], parametersOf(0));
    const { revision } = await parse(['show', 'Org']);
    expect(await connections(['edit', 'Org', '--set', 'dailyCalls=500'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+ of 500 made today\n$/),
    });
    expect((await connections(['show', 'Org'])).out).toMatch(/Calls a day +\d+ of 500 made today/);
    expect((await parse(['show', 'Org'])).revision).toBe(revision);
    expect((await connections(['edit', 'Org', '--set', 'dailyCalls='])).out).toMatch(/^no limit, \d+ made today\n$/);
    expect(await connections(['edit', 'Org', '--set', 'dailyCalls=many'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('SETTING_WRONG'),
    });
  });
});
