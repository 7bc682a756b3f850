import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PracticeOrg, startPracticeOrg } from './practice-org.ts';
import { passwordForm } from './testing/client.ts';
import type { TlsAddresses } from './tls.ts';

let org: PracticeOrg;
let tls: TlsAddresses;

beforeAll(async () => {
  org = await startPracticeOrg({ tls: true });
  if (!org.tls) throw new Error('The org has no TLS.');
  tls = org.tls;
});
afterAll(() => org.close());

function call(
  url: string,
  settings: { method?: string; headers?: Record<string, string>; body?: string; ca?: string } = {},
): Promise<string> {
  const { method = 'GET', headers = {}, body, ca = tls.certificate } = settings;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, ca, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece) => {
        text += piece;
      });
      answer.on('end', () => resolve(text));
    });
    sent.on('error', reject).end(body);
  });
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const askToken = async (url: string) => {
  const body = new URLSearchParams(passwordForm(org)).toString();
  return JSON.parse(await call(`${url}/services/oauth2/token`, { method: 'POST', headers: form, body })) as Record<
    string,
    string
  >;
};

describe('the TLS ports', () => {
  it('serve the same org: a token of one works on the other, and the answer names the TLS instance', async () => {
    const token = await askToken(tls.loginUrl);
    expect(token.instance_url).toBe(tls.instanceUrl);
    expect(token.id).toMatch(/^https:/);
    const headers = { authorization: `Bearer ${token.access_token}` };
    const soql = `/services/data/v64.0/query?q=${encodeURIComponent('SELECT Id FROM Account')}`;
    expect(JSON.parse(await call(tls.instanceUrl + soql, { headers }))).toMatchObject({ totalSize: 200 });
    expect(await (await fetch(org.instanceUrl + soql, { headers })).json()).toMatchObject({ totalSize: 200 });
    expect(org.requests({ path: '*/query' })).toHaveLength(2);
  });

  it('answer under both names of this computer', async () => {
    const url = tls.loginUrl.replace('127.0.0.1', 'localhost');
    expect(JSON.parse(await call(`${url}/services/data`))).not.toEqual([]);
  });

  it('show a certificate of 30 days that is in nobody’s trust until it is put there', async () => {
    const certificate = new X509Certificate(tls.certificate);
    expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
    expect(certificate.validToDate.getTime() - Date.now()).toBeLessThanOrEqual(30 * 86_400_000);
    expect(certificate.validFromDate.getTime()).toBeLessThan(Date.now());
    const other = await startPracticeOrg({ tls: true });
    await expect(call(`${tls.loginUrl}/services/data`, { ca: other.tls?.certificate ?? '' })).rejects.toThrow();
    await other.close();
  });

  it('are opened only when asked for, at the ports asked for', async () => {
    const plain = await startPracticeOrg();
    expect(plain.tls).toBeNull();
    await plain.close();
    await expect(startPracticeOrg({ tls: { port: Number(new URL(tls.loginUrl).port) } })).rejects.toThrow('EADDRINUSE');
  });
});
