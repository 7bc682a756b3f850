import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestOrg, type TestOrg } from '../testing/client.ts';
import { authorizeUrl, callback, visit } from './sign-in.fixture.ts';

let test: TestOrg;
let clock = new Date('2026-11-22T10:00:00Z');

beforeAll(async () => {
  test = await startTestOrg({ now: () => clock });
});
afterAll(() => test.org.close());

interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  readonly ticket: string;
  readonly cookie: string;
}

async function read(answer: Response, cookie: string): Promise<Page> {
  const html = await answer.text();
  const set = answer.headers.get('set-cookie');
  return {
    status: answer.status,
    headers: answer.headers,
    html,
    ticket: /name="ticket" value="([^"]*)"/.exec(html)?.[1] ?? '',
    cookie: set?.split(';')[0] ?? cookie,
  };
}

async function open(parameters: Record<string, string | undefined> = {}, cookie = ''): Promise<Page> {
  return read(await fetch(authorizeUrl(test.org, parameters), { redirect: 'manual', headers: { cookie } }), cookie);
}

async function post(page: Pick<Page, 'cookie'>, form: Record<string, string>): Promise<Page> {
  const answer = await fetch(`${test.org.loginUrl}/services/oauth2/authorize`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: page.cookie },
    body: new URLSearchParams(form),
  });
  return read(answer, page.cookie);
}

const admin = { username: 'admin@practice.example', password: 'practice-password' };

function signIn(page: Page, form: Record<string, string> = admin): Promise<Page> {
  return post(page, { ticket: page.ticket, action: 'sign-in', ...form });
}

describe('the page to sign in', () => {
  it('leads through password and consent back to the app', async () => {
    const start = await open({ state: 's&1=é', scope: 'api refresh_token id' });
    expect([start.status, start.html]).toEqual([200, expect.stringContaining('<strong>Practice app</strong>')]);
    const consent = await signIn(start);
    expect(consent.html).toContain('<strong>Robin Diaz</strong>admin@practice.example');
    expect(consent.html).toContain('Read and change your records through the API');
    const end = await post(consent, { ticket: consent.ticket, action: 'allow' });
    expect(end.status).toBe(302);
    const location = new URL(end.headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe(callback);
    expect(location.searchParams.get('code')).toMatch(/^aPrx/);
    expect(location.searchParams.get('state')).toBe('s&1=é');
    // The form is worth nothing a second time.
    expect((await post(consent, { ticket: consent.ticket, action: 'allow' })).status).toBe(400);
  });

  it('tells the app when the user denies, or when the form says neither', async () => {
    for (const action of ['deny', 'nonsense', '']) {
      const consent = await signIn(await open({ state: 's' }));
      const end = await post(consent, { ticket: consent.ticket, action });
      expect(end.headers.get('location')).toBe(
        `${callback}?error=access_denied&error_description=end-user+denied+authorization&state=s`,
      );
    }
  });

  it('lets someone else sign in instead', async () => {
    const consent = await signIn(await open());
    const again = await post(consent, { ticket: consent.ticket, action: 'switch' });
    expect(again.html).toContain('<h1>Sign in</h1>');
    const other = await signIn(again, { ...admin, username: 'SALES@practice.example' });
    expect(other.html).toContain('Alex Okafor');
  });

  it('never allows an app before someone signed in', async () => {
    const start = await open();
    const page = await post(start, { ticket: start.ticket, action: 'allow' });
    expect([page.status, page.headers.get('location')]).toEqual([200, null]);
    expect(page.html).toContain('<h1>Sign in</h1>');
  });

  it('says what is wrong with a sign-in and keeps the username', async () => {
    const start = await open();
    const wrong = await signIn(start, { username: '"><script>x</script>', password: 'no' });
    expect(wrong.status).toBe(400);
    expect(wrong.html).toContain('role="alert"');
    expect(wrong.html).toContain('value="&quot;&gt;&lt;script&gt;x&lt;/script&gt;"');
    expect(wrong.html).not.toContain('<script');
    // The token belongs to API sign-ins.
    expect((await signIn(start, { ...admin, password: 'practice-passwordPracticeToken1' })).status).toBe(400);
    expect((await signIn(start, { ...admin, username: 'user17@practice.example' })).html).toContain('deactivated');
    await test.control('lockUser', { username: admin.username });
    expect((await signIn(start)).html).toContain('locked out');
    await fetch(`${test.org.controlUrl}/lockUser?username=${admin.username}`, { method: 'DELETE' });
    expect((await signIn(start)).html).toContain('Allow access?');
  });

  it('belongs to the browser it was opened in, for ten minutes', async () => {
    const mine = await open();
    const theirs = await open();
    expect(mine.cookie).not.toBe(theirs.cookie);
    for (const forged of [
      await post({ cookie: '' }, { ticket: mine.ticket, action: 'sign-in', ...admin }),
      await post(theirs, { ticket: mine.ticket, action: 'sign-in', ...admin }),
      await post(mine, { action: 'sign-in', ...admin }),
    ]) {
      expect([forged.status, forged.html]).toEqual([400, expect.stringContaining('Signing in is not possible')]);
    }
    const second = await open({}, mine.cookie);
    expect(second.headers.get('set-cookie')).toBeNull();
    clock = new Date(clock.getTime() + 10 * 60_000);
    expect((await signIn(second)).status).toBe(400);
  });

  it('can be neither framed nor scripted nor kept, and its form leads nowhere else', async () => {
    const start = await open();
    const consent = await signIn(start);
    for (const { headers, html } of [start, consent, await open({ client_id: 'x' })]) {
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'sha256-[^']+';/);
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(html).not.toMatch(/<script|\son\w+=|\sstyle=/i);
    }
    expect(start.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    expect(consent.headers.get('content-security-policy')).toContain("form-action 'self' http://127.0.0.1:1717;");
  });

  it('fills in the username the app hints at', async () => {
    expect((await open({ login_hint: 'sales@practice.example', prompt: 'login', display: 'popup' })).html).toContain(
      'value="sales@practice.example"',
    );
  });
});

describe('a request to authorize', () => {
  it.each([
    ['an unknown app', { client_id: 'x' }, 'invalid_client_id'],
    ['no app', { client_id: undefined }, 'invalid_client_id'],
    ['no address', { redirect_uri: undefined }, 'invalid_request'],
    ['an address of someone else', { redirect_uri: 'https://example.com/callback' }, 'redirect_uri_mismatch'],
    ['another path', { redirect_uri: 'http://127.0.0.1:1717/other' }, 'redirect_uri_mismatch'],
    ['another host', { redirect_uri: 'http://localhost:1717/callback' }, 'redirect_uri_mismatch'],
    [
      'a host that only looks local',
      { redirect_uri: 'http://127.0.0.1@example.com/callback' },
      'redirect_uri_mismatch',
    ],
    ['a user in the address', { redirect_uri: 'http://a@127.0.0.1:1717/callback' }, 'redirect_uri_mismatch'],
    ['a query in the address', { redirect_uri: `${callback}?a=1` }, 'redirect_uri_mismatch'],
    ['a script', { redirect_uri: 'javascript:alert(1)' }, 'redirect_uri_mismatch'],
    ['no address at all', { redirect_uri: 'callback' }, 'redirect_uri_mismatch'],
  ])('with %s is told to the user, never to the address', async (_case, parameters, error) => {
    for (const auto of ['allow', undefined]) {
      const page = await open({ auto, ...parameters });
      expect([page.status, page.headers.get('location')]).toEqual([400, null]);
      expect(page.html).toContain(error);
    }
  });

  it('goes back to a registered loopback address on any port', async () => {
    for (const redirect_uri of ['http://127.0.0.1:49152/callback', 'http://localhost:8080/OauthRedirect', callback]) {
      expect((await visit(test.org, { redirect_uri })).href).toContain(`${redirect_uri}?code=`);
    }
  });

  it.each([
    ['another response type', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['no response type', { response_type: undefined }, 'unsupported_response_type'],
    ['an unknown scope', { scope: 'api everything' }, 'invalid_scope'],
    ['a scope the app may not have', { client_id: 'practice-external-client', scope: 'web' }, 'invalid_scope'],
    ['no code challenge where one is required', { client_id: 'practice-external-client' }, 'invalid_request'],
    ['a broken code challenge', { code_challenge: 'short' }, 'invalid_request'],
    ['an unknown decision', { auto: 'maybe' }, 'invalid_request'],
    ['an unknown user', { login_hint: 'nobody' }, 'invalid_request'],
    [
      'a user no administrator approved',
      {
        client_id: 'practice-external-client',
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        login_hint: 'sales@practice.example',
      },
      'OAUTH_APP_ACCESS_DENIED',
    ],
  ])('with %s is refused at the app’s address', async (_case, parameters, error) => {
    const { searchParams } = await visit(test.org, { state: 's', ...parameters });
    expect([searchParams.get('error'), searchParams.get('state')]).toEqual([error, 's']);
    expect(searchParams.get('error_description')).toMatch(/\w/);
  });

  it('decides by itself when a test says how', async () => {
    expect((await visit(test.org, { auto: 'deny' })).searchParams.get('error')).toBe('access_denied');
    expect((await visit(test.org)).searchParams.get('code')).toMatch(/^aPrx/);
  });

  it('answers the user-agent flow in the fragment', async () => {
    const { hash, search } = await visit(test.org, { response_type: 'token', state: 's' });
    const answer = new URLSearchParams(hash.slice(1));
    expect(search).toBe('');
    expect(answer.get('state')).toBe('s');
    expect(answer.get('token_type')).toBe('Bearer');
    const { status } = await fetch(`${test.org.instanceUrl}/services/data/v64.0/limits`, {
      headers: { authorization: `Bearer ${answer.get('access_token')}` },
    });
    expect(status).toBe(200);
    const denied = await visit(test.org, { response_type: 'token', auto: 'deny' });
    expect(new URLSearchParams(denied.hash.slice(1)).get('error')).toBe('access_denied');
  });

  it('never fails and never puts what it was sent into the page unescaped', async () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('<script>', '"><img src=x onerror=y>', "'"));
    const names = fc.constantFrom(
      'client_id',
      'redirect_uri',
      'scope',
      'state',
      'login_hint',
      'response_type',
      'nonce',
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, text), async (parameters) => {
        const { status, html } = await open(parameters);
        expect([200, 302, 400]).toContain(status);
        expect(html).not.toMatch(/<script|<img/);
      }),
      { numRuns: 100 },
    );
  });
});
