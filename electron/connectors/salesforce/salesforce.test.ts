import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { createSessionCache } from '../../credentials/sessions.ts';
import { openGateway } from '../../host/gateway/gateway.fixture.ts';
import { createNodeClock } from '../../node/clock.ts';
import { type PracticeOrg, startPracticeOrg } from '../../practice/practice-org.ts';
import type { Session } from '../sdk/index.ts';
import { openClient, prepareStep, readAll, runAll, type TestConnection, testCall } from '../sdk/step-run.fixture.ts';
import { salesforce } from './salesforce.connector.ts';

let org: PracticeOrg;
const signal = new AbortController().signal;

beforeAll(async () => {
  org = await startPracticeOrg();
});
afterEach(() => org.reset());
afterAll(() => org.close());

function connection(more: Partial<TestConnection> = {}): TestConnection {
  const [user] = org.users;
  const [app] = org.clients;
  return {
    connector: 'salesforce',
    auth: 'password',
    practice: org,
    ...more,
    fields: { environment: 'practice', clientId: app?.clientId ?? '', username: user?.username ?? '', ...more.fields },
    secrets: {
      clientSecret: app?.clientSecret ?? '',
      password: user?.password ?? '',
      securityToken: user?.securityToken ?? '',
      ...more.secrets,
    },
  };
}

async function control(path: string, body: Json = {}): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${org.controlUrl}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(answer.status, await answer.text()).toBeLessThan(300);
}

const tokenCalls = () => org.requests().filter(({ path }) => path === '/services/oauth2/token').length;
const contact = { SObjectName: 'Contact', salesforcePayload: { LastName: '{{ LastName }}', Email: '{{ Email }}' } };

describe('signing in to Salesforce', () => {
  it.each(['password', 'client_credentials'])('by %s names user, host and version', async (auth) => {
    const { client } = await openClient(connection({ auth }));
    const { host } = new URL(org.instanceUrl);
    const verification = await salesforce.verify?.({ client, signal });
    expect(verification?.message).toMatch(new RegExp(`^Signed in as \\S+@\\S+ at ${host} \\(API 64\\.0\\)\\.$`));
  });

  it('calls the instance that the sign-in names, not the host that signed in', async () => {
    const { client } = await openClient(connection());
    await salesforce.verify?.({ client, signal });
    expect(org.requests().map(({ host, path }) => [host, path])).toEqual([
      ['login', '/services/oauth2/token'],
      ['instance', '/services/data/v64.0/limits'],
      ['instance', '/services/oauth2/userinfo'],
    ]);
  });

  it('happens once for several steps, parallel calls and later runs of a connection', async () => {
    const sessions = createSessionCache<Session>(createNodeClock());
    for (let run = 0; run < 2; run++) {
      const clients = await Promise.all(Array.from({ length: 4 }, () => openClient(connection({ sessions }))));
      const runners = await Promise.all(
        clients.map(({ client }) => prepareStep('salesforce.create', contact, { client })),
      );
      await Promise.all(runners.map((runner) => runAll(runner, [{ LastName: 'Lovelace', Email: '' }])));
    }
    expect(org.requests().length).toBe(9);
    expect(tokenCalls()).toBe(1);
  });

  it('R32 happens once more, also for parallel calls, when the session has ended', async () => {
    const { client } = await openClient(connection());
    const limits = () => client.request({ method: 'GET', path: '/services/data/v64.0/limits', effect: 'read' }, signal);
    await limits();
    await control('expireTokens');
    const answers = await Promise.all([limits(), limits(), limits()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(tokenCalls()).toBe(2);
  });

  it('says in plain words what was refused, and never repeats it by itself', async () => {
    const { client } = await openClient(connection({ secrets: { password: 'wrong-password' } }));
    const runner = await prepareStep('salesforce.create', { ...contact }, { client });
    for (let turn = 0; turn < 3; turn++) {
      const [outcome] = await runAll(runner, [{ LastName: 'Lovelace', Email: '' }]);
      expect(outcome).toMatchObject({
        error: {
          code: 'MISSING_TOKEN',
          why: expect.stringContaining('rejected the username, password or security token'),
          data: { error: 'invalid_grant' },
        },
      });
      expect(JSON.stringify(outcome)).not.toContain('wrong-password');
    }
    expect(tokenCalls()).toBe(1);
  });

  it.each([
    [{ clientId: 'unknown' }, {}, 'doesn’t know this consumer key'],
    [{}, { clientSecret: 'wrong' }, 'secret doesn’t match'],
  ])('explains %j %j', async (fields, secrets, words) => {
    const { client } = await openClient(connection({ fields, secrets }));
    await expect(salesforce.verify?.({ client, signal })).rejects.toMatchObject({
      code: 'MISSING_TOKEN',
      why: expect.stringContaining(words),
    });
  });

  it('by client credentials needs the org’s own domain', async () => {
    const { client } = await openClient(
      connection({ auth: 'client_credentials', fields: { environment: 'production' } }),
    );
    await expect(salesforce.verify?.({ client, signal })).rejects.toMatchObject({
      code: 'ADDRESS_WRONG',
      fix: expect.stringContaining('Custom domain'),
    });
    expect(org.requests()).toEqual([]);
  });

  it('reaches a practice org of another process by its address, which must be on this computer', async () => {
    const { practice: _, ...elsewhere } = connection({ fields: { domain: org.loginUrl } });
    const { client } = await openClient(elsewhere);
    await expect(salesforce.verify?.({ client, signal })).resolves.toMatchObject({ facts: { apiVersion: '64.0' } });
    const { client: foreign } = await openClient(connection({ fields: { domain: 'http://192.0.2.1' } }));
    await expect(salesforce.verify?.({ client: foreign, signal })).rejects.toMatchObject({ code: 'ADDRESS_WRONG' });
  });

  it('refuses an API version that isn’t one', async () => {
    const { client } = await openClient(connection({ fields: { apiVersion: '64.0/../x' } }));
    await expect(salesforce.verify?.({ client, signal })).rejects.toMatchObject({ code: 'ADDRESS_WRONG' });
  });
});

describe('creating records', () => {
  it('makes 50 calls for 10,000 records, each with its own outcome', async () => {
    const gateway = openGateway();
    const { client } = await openClient(connection({ gateway }));
    const runner = await prepareStep('salesforce.create', contact, { client });
    if (runner.shape !== 'batch') throw new Error('It takes batches.');
    const records = Array.from({ length: 10_000 }, (_, n) => ({ LastName: `Name ${n}`, Email: `n${n}@example.org` }));
    const ids = new Set<string>();
    for (let start = 0; start < records.length; start += runner.size) {
      for (const outcome of await runner.run(records.slice(start, start + runner.size), testCall())) {
        if ('error' in outcome) throw outcome.error;
        const adds = outcome.adds as JsonObject;
        ids.add(String(adds.id));
        expect(adds).toMatchObject({ success: true, salesforceStatus: '201' });
        expect(JSON.parse(String(adds.salesforceResult))).toEqual({ id: adds.id, success: true, errors: [] });
      }
    }
    expect(ids.size).toBe(10_000);
    expect(gateway.calls).toBe(50);
    expect(gateway.records.filter(({ effect }) => effect === 'write').length).toBe(50);
    expect(tokenCalls()).toBe(1);
  });

  it('R27 lets 193 of 200 through and says of each of the 7 others what is wrong', async () => {
    const { client } = await openClient(connection());
    const runner = await prepareStep('salesforce.create', contact, { client });
    const bad = new Map([
      [3, { LastName: 'Bad email', Email: 'not an address' }],
      [50, { LastName: 'x'.repeat(90), Email: '' }],
      [51, { LastName: '', Email: 'a@example.org' }],
      [99, { LastName: 'Bad email', Email: '@' }],
      [100, { LastName: null, Email: 'b@example.org' }],
      [150, { LastName: 'y'.repeat(81), Email: '' }],
      [199, { LastName: 'Bad email', Email: 'x y@example' }],
    ]);
    const records = Array.from(
      { length: 200 },
      (_, n) => bad.get(n) ?? { LastName: `Name ${n}`, Email: `n${n}@example.org` },
    );
    const outcomes = await runAll(runner, records);
    const failed = outcomes.flatMap((outcome, index) => ('error' in outcome ? [{ index, error: outcome.error }] : []));
    expect(failed.map(({ index }) => index)).toEqual([...bad.keys()]);
    for (const { error } of failed) {
      expect(error).toMatchObject({
        code: 'RECORD_REFUSED',
        retryable: false,
        data: { errorCode: expect.any(String) },
      });
      expect(error.why).not.toContain('?');
    }
    expect(failed[0]?.error.data).toMatchObject({ errorCode: 'INVALID_EMAIL_ADDRESS', field: 'Email' });
    const stored = await readAll(
      await prepareStep(
        'salesforce.query',
        { salesforceQuery: "SELECT COUNT() FROM Contact WHERE Email LIKE 'n%@example.org'" },
        { client },
      ),
    );
    expect(stored).toEqual([{ totalSize: 193 }]);
  });

  it('calls each object once when the object depends on the record', async () => {
    const gateway = openGateway();
    const { client } = await openClient(connection({ gateway }));
    const settings = {
      SObjectName: '{{ Kind }}',
      salesforcePayload: { LastName: 'Lovelace', Company: '{{ Company }}' },
    };
    const runner = await prepareStep('salesforce.create', settings, { client });
    const outcomes = await runAll(runner, [
      { Kind: 'Lead', Company: 'Analytical' },
      { Kind: 'Nonsense', Company: '' },
      { Kind: 'Lead', Company: 'Engines' },
      { Kind: 'Lead/../x', Company: '' },
      { Kind: '', Company: '' },
    ]);
    expect(outcomes.map((outcome) => ('error' in outcome ? outcome.error.code : 'created'))).toEqual([
      'created',
      expect.stringMatching(/^(RECORD_REFUSED|SERVICE_REFUSED)$/),
      'created',
      'INVALID_INPUT',
      'MISSING_INPUT',
    ]);
    expect(gateway.calls).toBe(2);
  });

  it.each<[string, JsonObject, string]>([
    ['no object', { salesforcePayload: { LastName: 'x' } }, 'SETTING_REQUIRED'],
    ['no fields', { SObjectName: 'Contact' }, 'SETTING_REQUIRED'],
    [
      'a mistyped expression',
      { SObjectName: 'Contact', salesforcePayload: { LastName: '{{ lower( }}' } },
      'EXPRESSION_SYNTAX',
    ],
  ])('refuses settings with %s before anything runs', async (_, settings, code) => {
    await expect(prepareStep('salesforce.create', settings)).rejects.toMatchObject({ code });
  });

  it.each<[string, Json, string]>([
    ['isn’t a map', 'text', 'INVALID_INPUT'],
    ['is a list', [1], 'INVALID_INPUT'],
    ['is missing', null, 'MISSING_INPUT'],
    ['is empty', {}, 'MISSING_INPUT'],
  ])('fails a record whose payload %s before any call', async (_, payload, code) => {
    const { client } = await openClient(connection());
    const settings = { SObjectName: 'Contact', salesforcePayload: '{{ payload }}' };
    const runner = await prepareStep('salesforce.create', settings, { client });
    expect(await runAll(runner, [{ payload }])).toMatchObject([{ error: { code } }]);
    expect(org.requests()).toEqual([]);
  });

  it('doesn’t try a write again whose fate is unknown', async () => {
    const { client } = await openClient(connection());
    const runner = await prepareStep('salesforce.create', contact, { client });
    await control('fault', { path: '/services/data/v64.0/composite/sobjects', status: 500, times: 1 });
    const [outcome] = await runAll(runner, [{ LastName: 'Lovelace', Email: '' }]);
    expect(outcome).toMatchObject({ error: { code: 'SERVICE_FAILED', retryable: false } });
  });

  it('says when no API calls are left', async () => {
    const { client } = await openClient(connection());
    await control('limits', { remaining: 0 });
    const runner = await prepareStep('salesforce.create', contact, { client });
    const [outcome] = await runAll(runner, [{ LastName: 'Lovelace', Email: '' }]);
    expect(outcome).toMatchObject({
      error: { code: 'LIMIT_EXCEEDED', retryable: false, data: { errorCode: 'REQUEST_LIMIT_EXCEEDED' } },
    });
  });
});

describe('querying records', () => {
  it('reads all pages, one at a time, without Salesforce’s own notes', async () => {
    const { client } = await openClient(connection());
    const creating = await prepareStep('salesforce.create', contact, { client });
    for (let page = 0; page < 21; page++) {
      await runAll(
        creating,
        Array.from({ length: 200 }, (_, n) => ({ LastName: 'Paged', Email: `p${page}.${n}@example.org` })),
      );
    }
    const settings = { salesforceQuery: "SELECT Id, Email, Account.Name FROM Contact WHERE LastName = 'Paged'" };
    const runner = await prepareStep('salesforce.query', settings, { client });
    if (runner.shape !== 'source') throw new Error('It is a source.');
    const before = org.requests().length;
    const pages: number[] = [];
    const cursors: Json[] = [];
    for await (const { records, cursor } of runner.read({}, testCall())) {
      pages.push(records.length);
      expect(org.requests().length).toBe(before + pages.length);
      expect(Object.keys(records[0] ?? {})).toEqual(['Id', 'Email', 'Account']);
      if (cursor !== undefined) cursors.push(cursor);
    }
    expect(pages).toEqual([2_000, 2_000, 200]);
    const rest = await readAll(runner, testCall(), {}, cursors[0]);
    expect(rest.length).toBe(2_200);
  });

  it('S33 puts values in as literals, whatever they hold', async () => {
    const { client } = await openClient(connection());
    const creating = await prepareStep('salesforce.create', contact, { client });
    const names = ["O'Brien", "x' OR Name != '", '\\', "\\'", '%', '" --', '\u2019 ´ ＇', 'a\\nb', '{{ 1 }}'];
    await runAll(
      creating,
      names.map((LastName) => ({ LastName, Email: '' })),
    );
    for (const query of [
      'SELECT LastName FROM Contact WHERE LastName = {{ name }}',
      "SELECT LastName FROM Contact WHERE LastName = '{{ name }}'",
    ]) {
      const runner = await prepareStep('salesforce.query', { salesforceQuery: query }, { client });
      for (const name of names) expect(await readAll(runner, testCall(), { name })).toEqual([{ LastName: name }]);
    }
  });

  it('keeps the service’s words about a query that is wrong', async () => {
    const { client } = await openClient(connection());
    const runner = await prepareStep('salesforce.query', { salesforceQuery: 'SELECT FROM' }, { client });
    await expect(readAll(runner)).rejects.toMatchObject({
      code: 'SERVICE_REFUSED',
      data: { errorCode: 'MALFORMED_QUERY' },
      retryable: false,
    });
  });

  it('may be tried again after the service failed', async () => {
    const { client } = await openClient(connection());
    const runner = await prepareStep('salesforce.query', { salesforceQuery: 'SELECT Id FROM Lead' }, { client });
    await control('fault', { path: '/services/data/v64.0/query', status: 503, times: 1 });
    await expect(readAll(runner)).rejects.toMatchObject({ code: 'SERVICE_FAILED', retryable: true });
    expect((await readAll(runner)).length).toBeGreaterThan(0);
  });
});

describe('choices that the org offers', () => {
  it('are the objects that records can be created of', async () => {
    const { client } = await openClient(connection());
    const options = await salesforce.loaders?.objects?.({ client, settings: {}, signal });
    expect(options).toContainEqual({ value: 'Contact', label: 'Contact' });
  });

  it('are the fields of the chosen object, the required ones first, with type and values', async () => {
    const { client } = await openClient(connection());
    const options = await salesforce.loaders?.fields?.({ client, settings: { SObjectName: 'Lead' }, signal });
    expect(options?.slice(0, 2).map(({ value, required }) => [value, required])).toEqual([
      ['Company', true],
      ['LastName', true],
    ]);
    expect(options?.find(({ value }) => value === 'Status')?.values?.length).toBeGreaterThan(1);
    expect(options?.find(({ value }) => value === 'Email')?.type).toBe('email');
    expect(options?.map(({ value }) => value)).not.toContain('Id');
  });

  it('wait for the object to be chosen', async () => {
    const { client } = await openClient(connection());
    await expect(salesforce.loaders?.fields?.({ client, settings: {}, signal })).rejects.toMatchObject({
      code: 'SETTING_REQUIRED',
    });
  });
});
