import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, passwordForm, requestToken, send, startTestOrg, type TestOrg } from '../testing/client.ts';

let test: TestOrg;
let cookie: string;

async function signIn(): Promise<string> {
  const answer = await fetch(test.org.pageUrl, { redirect: 'manual' });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

beforeAll(async () => {
  test = await startTestOrg();
  cookie = await signIn();
});
beforeEach(() => test.org.reset(1));
afterAll(() => test.org.close());

const open = (path: string) => send(`${test.org.loginUrl}${path}`, { headers: { cookie } });

function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
  return send(`${test.org.loginUrl}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, origin: test.org.loginUrl, ...headers },
    body: new URLSearchParams(fields),
  });
}

const asScript = { accept: 'application/json' };

/** The number of a control's form with this title, as the page sends it. */
async function formNumber(title: string): Promise<{ path: string; form: string }> {
  const { text } = await open('/failures');
  const before = text.slice(0, text.indexOf(`>${title}</h3>`));
  const after = text.slice(before.length);
  const path = /.*action="([^"]+)"/s.exec(before)?.[1] ?? '';
  return { path, form: /name="form" value="(\d+)"/.exec(after)?.[1] ?? '' };
}

describe('signing in to the page', () => {
  it('takes the printed address, sets a cookie no script or other site can use, and hides the key', async () => {
    const answer = await fetch(test.org.pageUrl, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    expect(answer.headers.get('set-cookie')).toMatch(/^practice_\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(answer.headers.get('set-cookie')).not.toContain(new URL(test.org.pageUrl).searchParams.get('key'));
  });

  it('takes the password of an administrator and of nobody else', async () => {
    const [admin, sales] = test.org.users;
    const enter = (username = '', password = '') => post('/page/sign-in', { username, password }, { cookie: '' });
    expect((await enter(admin?.username, admin?.password)).headers.get('set-cookie')).toContain('practice_');
    for (const [username, password] of [
      [admin?.username, 'wrong'],
      [sales?.username, sales?.password],
      ['<script>alert(1)</script>', 'x'],
    ]) {
      const refused = await enter(username, password);
      expect(refused.status).toBe(403);
      expect(refused.headers.get('set-cookie')).toBeNull();
      expect(refused.text).not.toContain('<script>alert');
    }
  });

  it('shows nothing of the org without it', async () => {
    for (const path of [
      '/',
      '/objects',
      '/objects/Account',
      '/users',
      '/requests',
      '/failures',
      '/page/requests/rows',
      '/?key=wrong',
    ]) {
      const answer = await send(`${test.org.loginUrl}${path}`, { headers: { cookie: 'practice_1=x; ; =;' } });
      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.text).not.toContain('PracticeToken');
    }
  });

  it('ends when one signs out', async () => {
    const another = await signIn();
    await post('/page/sign-out', {}, { cookie: another });
    expect((await send(`${test.org.loginUrl}/users`, { headers: { cookie: another } })).status).toBe(403);
    expect((await open('/users')).status).toBe(200);
  });
});

describe('other pages', () => {
  it('can neither post to the page nor reach it under a name of their own', async () => {
    for (const origin of ['http://evil.example', 'http://127.0.0.1:1', 'null', '']) {
      const refused = await post('/page/controls/expireTokens', { form: '0' }, { origin });
      expect([origin, refused.status]).toEqual([origin, 403]);
    }
    expect((await test.call('GET', '/limits')).status).toBe(200);
  });

  it('can neither frame it nor bring it to load anything', async () => {
    const { headers } = await open('/');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('the sections of the page', () => {
  it('show hosts, objects with records, users with what they sign in with', async () => {
    const overview = (await open('/')).text;
    for (const shown of [test.org.loginUrl, test.org.instanceUrl, test.org.orgId, 'practice-client']) {
      expect(overview).toContain(shown);
    }
    expect((await open('/objects')).text).toMatch(/href="\/objects\/Bill__c".*custom/s);
    const object = (await open('/objects/lead')).text;
    expect(object).toContain('The first 50 of 300 records.');
    expect(object.match(/<code>00Q\w{15}/g)).toHaveLength(50);
    expect((await open('/objects/Nothing')).status).toBe(404);
    expect((await open('/users')).text).toContain('PracticeToken1');
  });

  it('show texts of records as texts', async () => {
    await test.call('DELETE', `/sobjects/Account/${(await test.query('SELECT Id FROM Account')).json.records[0].Id}`);
    const { json } = await test.query('SELECT Id FROM Account LIMIT 1');
    await test.call('PATCH', `/sobjects/Account/${json.records[0].Id}`, { Name: '<img src=x onerror=alert(1)>"\'' });
    const { text } = await open('/objects/Account');
    expect(text).toContain('&lt;img src=x');
    expect(text).not.toContain('<img');
  });

  it('list requests by filter, without the page’s own and without secrets', async () => {
    const form = passwordForm(test.org);
    await requestToken(test.org.loginUrl, form);
    await test.call('GET', '/limits?access_token=hidden-text');
    const all = await open('/page/requests/rows');
    expect(all.json).toMatchObject({ total: 2, count: '2 requests, newest first.' });
    expect(all.text).not.toContain('hidden-text');
    expect((await open('/page/requests/rows?path=oauth2&method=POST&host=login')).json).toMatchObject({ total: 1 });
    expect((await open('/page/requests/rows?path=nowhere')).json).toMatchObject({ total: 0, rows: '' });
    await post('/page/requests/clear', {});
    expect(test.org.requests()).toEqual([]);
  });
});

describe('the failures on the page', () => {
  it('have a form for every control that offers one, each of which does what it says as it stands', async () => {
    const { text } = await open('/failures');
    const forms = [...text.matchAll(/<form method="post" action="(\/page\/controls\/\w+)" class="card".*?<\/form>/gs)];
    expect(forms.length).toBeGreaterThan(15);
    for (const [markup, path = ''] of forms) {
      const fields = new Map<string, string>();
      for (const [tag, name = ''] of markup.matchAll(/<(?:input|select)[^>]*name="([^"]+)"[^>]*>/g)) {
        const value = /value="([^"]*)"/.exec(tag)?.[1]?.replaceAll('&quot;', '"');
        const chosen = new RegExp(`name="${name}"[^>]*>.*?<option value="([^"]*)"`, 's').exec(markup)?.[1];
        if (!/type="checkbox"/.test(tag) || /checked|name="sure"/.test(tag)) fields.set(name, value ?? chosen ?? '');
      }
      const answer = await post(path, Object.fromEntries(fields), asScript);
      expect([path, answer.json]).toMatchObject([path, { kind: 'done' }]);
    }
  });

  it('say what is in force, and are turned off one by one', async () => {
    const token = (await requestToken(test.org.loginUrl, passwordForm(test.org))).json.access_token;
    const signedIn = { authorization: `Bearer ${token}` };
    const cut = await formNumber('Connection cut after writing');
    const fields = { ...cut, times: '1', path: '/services/data/*', method: 'POST', skip: '0' };
    const on = await post(cut.path, { ...fields, form: cut.form }, asScript);
    expect(on.json).toMatchObject({ kind: 'done', active: 1 });
    await expect(test.call('POST', '/sobjects/Account', { Name: 'Written all the same' }, signedIn)).rejects.toThrow();
    const soql = encodeURIComponent("SELECT Id FROM Account WHERE Name = 'Written all the same'");
    expect((await test.call('GET', `/query?q=${soql}`, undefined, signedIn)).json.totalSize).toBe(1);
    await post(cut.path, { ...fields, form: cut.form });
    const page = (await open('/failures')).text;
    const [, off = '', id = ''] = /action="([^"]+off)".*?name="id" value="(\d+)"/s.exec(page) ?? [];
    expect((await post(off, { id }, asScript)).json).toMatchObject({ kind: 'done', active: 0 });
    expect((await test.call('POST', '/sobjects/Account', { Name: 'x' }, signedIn)).status).toBe(201);
  });

  it('explain a field that makes no sense, and need a reset to be confirmed', async () => {
    const slow = await formNumber('Slow answers');
    const fields = { form: slow.form, delayMs: 'soon', times: '1', path: '*', method: '', skip: '0' };
    expect((await post(slow.path, fields, asScript)).json).toMatchObject({
      kind: 'failed',
      text: '“Milliseconds” must be a whole number.',
    });
    await post(slow.path, fields);
    expect((await open('/failures')).text).toContain('“Milliseconds” must be a whole number.');
    const reset = await formNumber('Start over');
    expect((await post(reset.path, { form: reset.form, seed: '7' }, asScript)).json).toMatchObject({ kind: 'failed' });
    expect((await post(reset.path, { form: reset.form, seed: '7', sure: 'true' }, asScript)).json).toMatchObject({
      kind: 'done',
    });
    expect((await open('/')).text).toMatch(/Seed of the sample data<\/dt><dd>7</);
  });

  it('refuse forms and controls that there are not', async () => {
    for (const [path, fields] of [
      ['/page/controls/nothing', { form: '0' }],
      ['/page/controls/fault', { form: '99' }],
      ['/page/controls/fault', {}],
      ['/page/controls/constructor', { form: '0' }],
      ['/page/controls/reset/off', {}],
    ] as const) {
      expect((await post(path, fields, asScript)).json).toMatchObject({ kind: 'failed' });
    }
  });
});
