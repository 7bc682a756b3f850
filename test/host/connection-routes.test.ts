import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import { type Identity, makeAuthority, makeCertificate } from '../support/certificates.ts';
import { findClosedPort } from '../support/closed-port.ts';
import { type ProxyOptions, type ProxyServer, startProxyServer } from '../support/proxy-server.ts';
import { startTlsServer, trustAuthorities } from '../support/tls-server.ts';
import { creatingFlow, practiceDetails, refusalOf } from './connection-world.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

const canary = 'proxy-canary-8c2f19e7';
const open: { close(): Promise<void> }[] = [];
const undo: (() => void)[] = [];
const logged: string[] = [];
let temporary: TemporaryHost;
let org: PracticeOrg;

beforeEach(async () => {
  logged.length = 0;
  temporary = await openTemporaryHost({ log: (line) => logged.push(line) });
  org = await startPracticeOrg({ tls: true });
  undo.push(trustAuthorities(org.tls?.certificate ?? ''));
});

afterEach(async () => {
  await temporary.dispose();
  await org.close();
  for (const thing of open.splice(0)) await thing.close();
  for (const step of undo.splice(0)) step();
});

const services = () => temporary.host.services;

async function startProxy(options?: ProxyOptions): Promise<ProxyServer> {
  const server = await startProxyServer(options);
  open.push(server);
  return server;
}

/** Details of a connection to the org's TLS port through a proxy. */
function throughProxy(proxy: ProxyServer, password?: string) {
  const details = practiceDetails(org, 'Routed', 0, {
    domain: org.tls?.loginUrl ?? '',
    proxyHost: '127.0.0.1',
    proxyPort: proxy.port,
    ...(password === undefined ? {} : { proxyUsername: 'ada' }),
  });
  return password === undefined ? details : { ...details, secrets: { ...details.secrets, proxyPassword: password } };
}

const hostOf = (url: string) => new URL(url).host;

/** A flow that creates a contact with the connection, run to its end; its status and everything it recorded. */
async function run(connectionId: string): Promise<{ status: string; recorded: string }> {
  const { flows, runs } = services();
  const flow = flows.create('Make', creatingFlow('Make'));
  flows.save({ ...flow, bindings: { crm: connectionId } });
  const { runId } = await runs.startStored({ flowId: flow.id });
  const events: unknown[] = [];
  for await (const event of runs.watch(runId, 0, undefined)) events.push(event);
  return { status: runs.get(runId).summary.status, recorded: JSON.stringify([events, runs.get(runId)]) };
}

describe('a connection behind a proxy', () => {
  it('signs in, is tested, loads lists and runs through it, and over https the proxy sees hosts only', async () => {
    const proxy = await startProxy({ username: 'ada', password: canary });
    const { connection, test } = await services().connections.create(throughProxy(proxy, canary));
    expect(test).toMatchObject({ succeeded: true, host: hostOf(org.tls?.instanceUrl ?? '') });
    expect((await services().connections.refresh(connection.id)).succeeded).toBe(true);
    expect(await run(connection.id)).toMatchObject({ status: 'succeeded' });
    const request = { connectionId: connection.id, stepType: 'salesforce.create', load: 'objects', settings: {} };
    expect((await services().connections.loadOptions(request)).options.length).toBeGreaterThan(5);

    const hosts = new Set([hostOf(org.tls?.loginUrl ?? ''), hostOf(org.tls?.instanceUrl ?? '')]);
    expect(new Set(proxy.asked.map(({ target }) => target))).toEqual(hosts);
    expect(proxy.asked.every(({ method }) => method === 'CONNECT')).toBe(true);
    // Every request went through it: the org saw none before a tunnel was open, and the proxy none in clear.
    expect(proxy.seen()).not.toMatch(/Bearer|oauth2|\/services\//);
    expect(proxy.seen()).not.toContain(org.users[0]?.password ?? '?');
  });

  it('authorizes in the browser through it too', async () => {
    const proxy = await startProxy();
    const port = await findClosedPort();
    const { fields } = throughProxy(proxy);
    const request = {
      connector: 'salesforce',
      auth: 'oauth2',
      fields: { ...fields, clientId: org.clients[0]?.clientId ?? '', callbackPort: port },
      secrets: { clientSecret: org.clients[0]?.clientSecret ?? '' },
    };
    for await (const event of services().connections.authorize(request)) {
      if (event.state === 'waiting') {
        // The person's browser: it needn't know of the proxy.
        expect(event.host).toBe(hostOf(org.tls?.loginUrl ?? ''));
        const page = event.url.replace(org.tls?.loginUrl ?? '', org.loginUrl);
        await fetch(`${page}&auto=allow`);
      } else if (event.state === 'approved') {
        const { connection } = await services().connections.create({
          name: 'Granted',
          ...request,
          authorizationId: event.authorizationId,
        });
        expect(connection.status).toBe('connected');
      }
    }
    expect(proxy.asked.length).toBeGreaterThan(0);
    expect(
      services()
        .connections.list()
        .map(({ name }) => name),
    ).toContain('Granted');
  });

  it('says at the field that the proxy refuses the password, and saves nothing', async () => {
    const proxy = await startProxy({ username: 'ada', password: 'right' });
    const before = services().connections.list().length;
    const wrong = await refusalOf(services().connections.create(throughProxy(proxy, 'wrong')));
    expect(wrong).toMatchObject({
      code: 'CONNECTION_ERROR',
      message: `The proxy 127.0.0.1:${proxy.port} refused its user name or password.`,
      fix: 'Correct them under Advanced ▸ Proxy.',
      data: { field: 'proxyPassword' },
    });
    expect(wrong.lines[0]).toMatchObject({ step: 'reach', status: 'failed', message: wrong.message });
    expect(await refusalOf(services().connections.create(throughProxy(proxy)))).toMatchObject({
      message: `The proxy 127.0.0.1:${proxy.port} asks for a user name and a password.`,
      data: { field: 'proxyUsername' },
    });
    expect(services().connections.list()).toHaveLength(before);
  });

  it('says at the field that the proxy can’t be reached, or can’t be', async () => {
    const port = await findClosedPort();
    const refused = (fields: Record<string, string | number>) =>
      refusalOf(services().connections.create(practiceDetails(org, 'Routed', 0, { ...fields })));
    expect(await refused({ proxyHost: '127.0.0.1', proxyPort: port })).toMatchObject({
      message: `Can’t reach the proxy 127.0.0.1:${port}.`,
      data: { field: 'proxyHost' },
    });
    expect(await refused({ proxyHost: '127.0.0.1' })).toMatchObject({
      message: 'Proxy port is required.',
      data: { field: 'proxyPort' },
    });
    for (const proxyHost of [
      'https://proxy.test:8080',
      'http://ada:pw@proxy.test:80',
      'proxy.test/path',
      'a b',
      '::x',
    ]) {
      expect(await refused({ proxyHost, proxyPort: 80 })).toMatchObject({ data: { field: 'proxyHost' } });
    }
    for (const proxyPort of [0.5, -1, 70_000]) {
      expect(await refused({ proxyHost: 'proxy.test', proxyPort })).toMatchObject({ data: { field: 'proxyPort' } });
    }
  });

  it('takes a pasted address of a proxy apart', async () => {
    const proxy = await startProxy();
    const details = throughProxy(proxy);
    const { proxyPort: _, ...fields } = details.fields as Record<string, string>;
    const { test } = await services().connections.create({
      ...details,
      fields: { ...fields, proxyHost: `http://127.0.0.1:${proxy.port}/` },
    });
    expect(test.succeeded).toBe(true);
    expect(proxy.asked.length).toBeGreaterThan(0);
  });

  it('S17 S12 its password is nowhere but sealed: not in logs, history, results, errors or files', async () => {
    const proxy = await startProxy({ username: 'ada', password: canary });
    const { connection } = await services().connections.create(throughProxy(proxy, canary));
    const ran = await run(connection.id);
    const refusals = [
      await refusalOf(services().connections.update(connection.id, { secrets: { proxyPassword: `${canary}-wrong` } })),
      await refusalOf(services().connections.update(connection.id, { fields: { environment: 'production' } })),
    ];
    const shown = [
      ran.recorded,
      JSON.stringify(refusals),
      JSON.stringify(services().connections.get(connection.id)),
      JSON.stringify(services().connections.tests(connection.id)),
      logged.join(),
    ].join();
    const forms = [
      canary,
      Buffer.from(canary).toString('base64').slice(0, -2),
      Buffer.from(`ada:${canary}`).toString('base64'),
    ];
    for (const form of forms) expect(shown).not.toContain(form);
    const files = readdirSync(temporary.dataFolder, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const content = readFileSync(join(file.parentPath, file.name)).toString('latin1');
      for (const form of forms) expect([file.name, content.includes(form)]).toEqual([file.name, false]);
    }
  });

  it('S19 its password doesn’t move to another proxy', async () => {
    const first = await startProxy({ username: 'ada', password: canary });
    const second = await startProxy();
    const { connection } = await services().connections.create(throughProxy(first, canary));
    await services().connections.update(connection.id, { fields: { proxyPort: second.port } });
    expect(second.asked.length).toBeGreaterThan(0);
    expect(second.seen()).not.toContain(Buffer.from(`ada:${canary}`).toString('base64'));
    expect(services().connections.get(connection.id).secretsStored).not.toContain('proxyPassword');
  });

  it('is left when its fields are emptied', async () => {
    const proxy = await startProxy({ username: 'ada', password: canary });
    const { connection } = await services().connections.create(throughProxy(proxy, canary));
    const asked = proxy.asked.length;
    const emptied = { proxyHost: '', proxyPort: null, proxyUsername: '' };
    const { connection: direct } = await services().connections.update(connection.id, { fields: emptied });
    expect(Object.keys(direct.fields)).not.toEqual(expect.arrayContaining(['proxyHost']));
    expect(direct.secretsStored).not.toContain('proxyPassword');
    expect(proxy.asked).toHaveLength(asked);
  });

  it('S20 can’t be led to a control port of this Millrace', async () => {
    const control = await startTlsServer(await makeCertificate());
    open.push(control);
    temporary.host.refusePort(control.port);
    const proxy = await startProxy();
    const details = throughProxy(proxy);
    for (const host of ['127.0.0.1', 'localhost']) {
      const domain = `https://${host}:${control.port}`;
      expect(
        await refusalOf(services().connections.create({ ...details, fields: { ...details.fields, domain } })),
      ).toMatchObject({ code: 'ADDRESS_FORBIDDEN' });
    }
    const proxyPort = control.port;
    expect(
      await refusalOf(services().connections.create({ ...details, fields: { ...details.fields, proxyPort } })),
    ).toMatchObject({ code: 'ADDRESS_FORBIDDEN', data: { field: 'proxyHost' } });
    expect(proxy.asked).toEqual([]);
  });
});

describe('a connection with mutual TLS', () => {
  let authority: Identity;
  let clientPem: string;

  beforeEach(async () => {
    authority = await makeAuthority('Test authority');
    undo.push(trustAuthorities(org.tls?.certificate ?? '', authority.certificate));
    const client = await makeCertificate({ issuer: authority, purpose: 'client', name: 'ada' });
    clientPem = client.certificate + client.privateKey;
  });

  async function startStrictServer(shown: string[] = []) {
    const server = await startTlsServer(
      await makeCertificate({ issuer: authority }),
      (request, response) => {
        const socket = request.socket as unknown as { getPeerCertificate(): { subject?: { CN?: string } } };
        shown.push(socket.getPeerCertificate().subject?.CN ?? 'nobody');
        response.end('{}');
      },
      { requestCert: true, rejectUnauthorized: false, ca: authority.certificate },
    );
    open.push(server);
    return server;
  }

  const details = (url: string, fields: Record<string, string> = {}, secrets: Record<string, string> = {}) => ({
    name: 'Strict',
    connector: 'http',
    auth: 'none',
    fields: { baseUrl: url, ...fields },
    secrets,
  });

  it('shows its certificate, kept as the file’s content, in tests and runs', async () => {
    const shown: string[] = [];
    const server = await startStrictServer(shown);
    const file = join(temporary.dataFolder, 'client.pem');
    writeFileSync(file, clientPem);
    const { connection } = await services().connections.create(details(server.url, { clientKeyStore: file }));
    expect(connection).toMatchObject({
      fields: { clientKeyStore: 'client.pem' },
      secretsStored: ['clientKeyStoreContent'],
    });
    writeFileSync(file, 'gone');
    await services().connections.test(connection.id);
    expect(shown).toEqual(['ada', 'ada']);
  });

  it('S19 shows it to no other host: neither after a redirect nor to a whole address of a step', async () => {
    const foreign: string[] = [];
    const other = await startStrictServer(foreign);
    const server = await startTlsServer(await makeCertificate({ issuer: authority }), (_, response) => {
      response.writeHead(302, { location: `${other.url}/landing` }).end();
    });
    open.push(server);
    const content = Buffer.from(clientPem).toString('base64');
    await services().connections.create(
      details(server.url, { clientKeyStore: 'client.pem' }, { clientKeyStoreContent: content }),
    );
    expect(foreign).toEqual(['nobody']);
  });

  it.each([
    ['isn’t a key store', 'nothing', '', 'KEY_STORE_UNREADABLE', 'clientKeyStore'],
    ['has another password', undefined, '', 'KEY_STORE_PASSWORD_WRONG', 'clientKeyStorePassword'],
  ])('says at the field that the file %s', async (_, text, password, code, field) => {
    const server = await startStrictServer();
    const fixture = join(import.meta.dirname, '../../electron/key-store/fixtures/chain.p12.b64');
    const content = text === undefined ? readFileSync(fixture, 'utf8').trim() : Buffer.from(text).toString('base64');
    const secrets = { clientKeyStoreContent: content, clientKeyStorePassword: password };
    expect(
      await refusalOf(services().connections.create(details(server.url, { clientKeyStore: 'client.p12' }, secrets))),
    ).toMatchObject({ code, data: { field } });
    expect(server.answered()).toBe(0);
  });
});

describe('S35 the certificate of a service', () => {
  it('that isn’t trusted is refused with what it says, and nothing is saved', async () => {
    const server = await startTlsServer(await makeCertificate({ name: 'impostor' }));
    open.push(server);
    const domain = `https://127.0.0.1:${server.port}`;
    const { code, lines, data } = await refusalOf(
      services().connections.create(practiceDetails(org, 'Bad', 0, { domain })),
    );
    expect(code).toBe('CONNECTION_ERROR');
    expect(lines[0]?.message).toMatch(
      new RegExp(
        `^127\\.0\\.0\\.1:${server.port} presented a certificate that this computer doesn’t trust\\. .*self-signed.* made out to localhost, 127\\.0\\.0\\.1 by CN=impostor, valid from`,
      ),
    );
    expect(data.certificate).toMatchObject({ subject: 'CN=impostor', issuer: 'CN=impostor' });
    expect(server.answered()).toBe(0);
  });
});

describe('R13 the time to connect of a connection', () => {
  it('is its own, and its test says how long it waited for whom', async () => {
    const proxy = await startProxy({ silent: true });
    const details = throughProxy(proxy);
    const began = performance.now();
    const { code, message } = await refusalOf(
      services().connections.create({ ...details, fields: { ...details.fields, connectionTimeout: 1 } }),
    );
    expect({ code, message }).toEqual({
      code: 'REQUEST_TIMEOUT',
      message: `${hostOf(org.tls?.loginUrl ?? '')} didn’t answer in 1 second.`,
    });
    expect(performance.now() - began).toBeLessThan(4_000);
  });
});
