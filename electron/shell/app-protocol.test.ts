import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from 'electron';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callsTo, FakeSession } from '../../test/fakes/electron.ts';
import { loadStaticFiles } from '../node/static-files.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';

const SECRET = 'not in the list';

describe('the app:// protocol', () => {
  let folder: string;
  let answer: (method: string, url: string) => Response;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-page-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Millrace</title>');
    writeFileSync(join(folder, 'assets', 'page.js'), 'export {}');
    writeFileSync(join(folder, 'secret.txt'), SECRET);
    writeFileSync(
      join(folder, 'files.json'),
      JSON.stringify({
        '/index.html': { file: 'index.html', type: 'text/html; charset=utf-8' },
        '/assets/page.js': { file: 'assets/page.js', type: 'text/javascript; charset=utf-8' },
      }),
    );
    const session = new FakeSession();
    serveApp(session as unknown as Session, loadStaticFiles(folder));
    answer = (method, url) => {
      const response = session.schemes.get('app')?.({ method, url });
      if (!response) throw new Error('Nothing handles app://');
      return response;
    };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is a secure origin with a real path, and may not bypass the content security policy', () => {
    registerAppScheme();
    expect(callsTo('protocol.registerSchemesAsPrivileged').at(-1)).toEqual([
      [
        {
          scheme: 'app',
          privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
        },
      ],
    ]);
  });

  it('serves the page with its type and the content security policy', async () => {
    const response = answer('GET', 'app://millrace/index.html');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<title>Millrace</title>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('content-security-policy')).not.toContain('unsafe-eval');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('answers HEAD without a body', async () => {
    const response = answer('HEAD', 'app://millrace/assets/page.js');
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('refuses to be written to', () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
      expect(answer(method, 'app://millrace/index.html').status).toBe(405);
    }
  });

  const escapes = [
    'secret.txt',
    'files.json',
    '../secret.txt',
    '../../../../etc/passwd',
    '%2e%2e/secret.txt',
    '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '..%2fsecret.txt',
    '..%5csecret.txt',
    '..\\..\\secret.txt',
    '..\\secret.txt',
    '%252e%252e%252fsecret.txt',
    './secret.txt',
    'assets/../secret.txt',
    'assets/%2e%2e/secret.txt',
    'assets//../secret.txt',
    'assets/..%00/secret.txt',
    'index.html%00.txt',
    'index\u0000.html',
    'index.html\u0000/',
    '%00',
    '/etc/passwd',
    '//etc/passwd',
    'C:/Windows/win.ini',
    'C:%5CWindows%5Cwin.ini',
    'file:///etc/passwd',
    '..;/secret.txt',
    '....//secret.txt',
    '%c0%ae%c0%ae/secret.txt',
    '．．/secret.txt',
    'INDEX.HTML',
    'index.html/',
    'assets/',
    '__proto__',
    'constructor',
  ];

  it(`S9 serves nothing outside its list: ${escapes.length} odd paths find nothing`, async () => {
    for (const path of escapes) {
      const response = answer('GET', `app://millrace/${path}`);
      expect([path, response.status, await response.text()]).toEqual([path, 404, '']);
    }
  });

  it('S9 serves nothing to another origin’s URL', () => {
    for (const url of ['app://other/index.html', 'app://millrace:1/index.html', 'app://a@millrace/index.html', 'no']) {
      expect(answer('GET', url).status).toBe(404);
    }
  });
});
