import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningPractice } from '../../electron/ports/practice.ts';
import { control, practiceDetails, refusalOf } from './connection-world.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

let temporary: TemporaryHost;
let org: RunningPractice;
const servers: Server[] = [];

beforeEach(async () => {
  temporary = await openTemporaryHost();
  org = await temporary.host.services.practice.ensure();
});

afterEach(async () => {
  await temporary.dispose();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const connections = () => temporary.host.services.connections;
const create = (...details: Parameters<typeof practiceDetails>) => connections().create(practiceDetails(...details));
const statuses = (lines: { step: string; status: string }[]) => lines.map(({ status }) => status);

describe('the test of a connection', () => {
  it('tells that it reached the host, signed in and may use the API', async () => {
    const { test, connection } = await create(org, 'Acme');
    expect(test.lines.map(({ step }) => step)).toEqual(['reach', 'signIn', 'api']);
    expect(statuses(test.lines)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    const { host } = new URL(org.instanceUrl);
    expect(test).toMatchObject({ host, message: `Signed in as ${org.users[0]?.username} at ${host} (API 64.0).` });
    // A stored session is used like a run would use it.
    const again = await connections().test(connection.id);
    expect(statuses(again.lines)).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  it('tells how far it has come, under the name that was asked for or the connection’s id', async () => {
    const progress: [string, string[]][] = [];
    temporary.host.services.changes.subscribe((change) => {
      if (change.type === 'tests.progressed') progress.push([change.id, statuses(change.lines)]);
    });
    const { connection } = await connections().create({ ...practiceDetails(org, 'Acme'), progressId: 'mine' });
    const signingIn = ['succeeded', 'running', 'notRun'];
    const reading = ['succeeded', 'succeeded', 'running'];
    expect(progress).toEqual([
      ['mine', signingIn],
      ['mine', reading],
    ]);
    progress.length = 0;
    await connections().test(connection.id);
    expect(progress.at(-1)).toEqual([connection.id, reading]);
  });

  it('names a host that nobody answers at', async () => {
    const url = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const { lines } = await refusalOf(create(org, 'Acme', 0, { domain: url }));
    expect(statuses(lines)).toEqual(['failed', 'notRun', 'notRun']);
    expect(lines[0]?.message).toBe(`Can’t reach ${new URL(url).host}.`);
  });

  it('names a web page that answers in the place of Salesforce', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Welcome</title>');
    });
    const { code, lines } = await refusalOf(create(org, 'Acme', 0, { domain: url }));
    expect(code).toBe('MISSING_TOKEN');
    expect(statuses(lines)).toEqual(['succeeded', 'failed', 'notRun']);
    expect(lines[1]?.message).toContain('Check the domain name.');
  });

  it('says in the words of the guide why a sign-in was refused', async () => {
    const right = practiceDetails(org, 'Acme');
    const refused = async (change: Partial<typeof right>) => {
      const { why, fix, lines } = await refusalOf(connections().create({ ...right, ...change }));
      expect(statuses(lines)).toEqual(['succeeded', 'failed', 'notRun']);
      expect(lines[1]?.message).toBe(why);
      return `${why} ${fix}`;
    };
    const { secrets, fields } = right;
    expect(await refused({ secrets: { ...secrets, password: 'wrong' } })).toContain(
      'Salesforce rejected the username, password or security token. Passwords and tokens differ between Production and Test.',
    );
    expect(await refused({ fields: { ...fields, clientId: 'nobody' } })).toContain(
      'Salesforce doesn’t know this consumer key. A new app can take 10 minutes to become active.',
    );
    expect(await refused({ secrets: { ...secrets, clientSecret: 'wrong' } })).toContain(
      'The secret doesn’t match the consumer key.',
    );
  });

  it('says that the user or edition has no access to the API', async () => {
    await control(org, 'permissions', { profile: 'Standard User', permission: 'ApiEnabled', granted: false });
    const { code, why, fix, lines } = await refusalOf(create(org, 'Sales', 1));
    expect({ code, text: `${why} ${fix}` }).toEqual({
      code: expect.stringMatching(/PERMISSION_MISSING|MISSING_TOKEN/),
      text: 'This user or edition has no API access. Ask for “API Enabled”.',
    });
    expect(lines.filter(({ status }) => status === 'failed')).toHaveLength(1);
  });

  it('keeps ten results, tells every window, and a failed one changes the progress of each flow', async () => {
    const { connection } = await create(org, 'Acme');
    const { id } = connection;
    const told: (string | undefined)[] = [];
    temporary.host.services.changes.subscribe((change) => {
      if (change.type !== 'connections.changed') return;
      told.push(connections().get(id).status);
    });
    for (let round = 0; round < 11; round += 1) await connections().test(id);
    expect(connections().tests(id)).toHaveLength(10);
    expect(told.slice(0, 2)).toEqual(['testing', 'connected']);
    expect(connections().get(id).lastTestedAt).toBe(connections().tests(id)[0]?.testedAt);
  });

  it('is shared by all who ask at once, and several run side by side', async () => {
    const first = (await create(org, 'First')).connection.id;
    const second = (await create(org, 'Second')).connection.id;
    const results = await Promise.all([connections().test(first), connections().test(first), connections().testAll()]);
    expect(results[0]).toBe(results[1]);
    expect(results[2].map(({ id }) => id)).toEqual(expect.arrayContaining([first, second]));
    expect(connections().tests(first)).toHaveLength(2);
  });

  it('goes on when a window that waits for it leaves', async () => {
    const { id } = (await create(org, 'Acme')).connection;
    const leaving = new AbortController();
    const left = connections().test(id, leaving.signal);
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    expect(await connections().test(id)).toMatchObject({ succeeded: true });
    expect(connections().get(id).status).toBe('connected');
  });

  it('of a service over HTTP tells a refused sign-in from a service in trouble', async () => {
    const http = async (status: number) => {
      const baseUrl = await serve((_, response) => response.writeHead(status).end());
      const details = { connector: 'http', auth: 'bearer', fields: { baseUrl }, secrets: { token: 'secret' } };
      return connections().create({ name: `Status ${status}`, ...details });
    };
    expect(statuses((await http(404)).test.lines)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(statuses((await refusalOf(http(401))).lines)).toEqual(['succeeded', 'failed', 'notRun']);
    expect(statuses((await refusalOf(http(403))).lines)).toEqual(['succeeded', 'succeeded', 'failed']);
    expect(statuses((await refusalOf(http(500))).lines)).toEqual(['succeeded', 'succeeded', 'failed']);
  });
});
