import { createPrivateKey } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixturePassword, readFixture } from '../../electron/key-store/key-store.fixture.ts';
import { startServer, type TestServer } from '../../electron/node/http-server.fixture.ts';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { changePassword } from '../support/change-password.ts';
import { findClosedPort } from '../support/closed-port.ts';
import { encodeSecret } from '../support/encode-secret.ts';
import {
  type IdentityProvider,
  publicClient,
  secretClient,
  startIdentityProvider,
} from '../support/identity-provider.ts';
import { repetitions, timeLimit } from '../support/long.ts';
import { startProgram } from '../support/run-program.ts';
import { createTemporaryFolder } from '../support/temporary-store.ts';
import { startTokenRecorder, type TokenRecorder } from '../support/token-recorder.fixture.ts';
import type { LifeConnection, LifeSettings } from './programs/live-with-secrets.ts';

const program = join(import.meta.dirname, 'programs/live-with-secrets.ts');

/** Characters that every encoding writes differently. */
const canaries = {
  password: 'cAnary/1+ü"salesforce',
  basic: 'cAnary/2+ü"basic',
  bearer: 'cAnary/3+x"bearer',
  api_key: 'cAnary/4+x"key',
  passphrase: 'cAnary/5+ü"passphrase',
  wrong: 'cAnary/6+ü"wrong',
};

let org: PracticeOrg;
let provider: IdentityProvider;
let service: TestServer;
let recorder: TokenRecorder;

beforeAll(async () => {
  org = await startPracticeOrg();
  await changePassword(org, canaries.password);
  provider = await startIdentityProvider();
  service = await startServer((_request, response) => void response.end('{}'));
  recorder = await startTokenRecorder({
    salesforce: `${org.loginUrl}/services/oauth2/token`,
    org: `${org.instanceUrl}/services/oauth2/token`,
    soap: `${org.loginUrl}/services/Soap/u/64.0`,
    provider: `${provider.issuer}/token`,
  });
});
afterAll(() => Promise.all([org.close(), provider.close(), service.close(), recorder.close()]));

const keyStore = () => Buffer.from(readFixture('practice.p12'));

/** Every authentication type there is, each with secrets that can be looked for. */
async function everyConnection(): Promise<LifeConnection[]> {
  const [user, client] = [org.users[0], org.clients[0]];
  const { username = '', securityToken = '' } = user ?? {};
  const { clientId = '', clientSecret = '' } = client ?? {};
  const practice = { environment: 'practice', domain: org.loginUrl, tokenUrl: `${recorder.url}/salesforce` };
  const signed = {
    fields: { ...practice, clientId, username, keyStore: 'server.p12' },
    secrets: { keyStoreContent: keyStore().toString('base64'), storePassword: fixturePassword },
    wrong: { secrets: { storePassword: canaries.wrong } },
  };
  const byPassword = { password: canaries.password, securityToken };
  const wrong = { secrets: { password: canaries.wrong } };
  const ofProvider = { baseUrl: provider.apiUrl, issuer: provider.issuer, tokenUrl: `${recorder.url}/provider` };
  const secretOfProvider = { clientSecret: secretClient.clientSecret };
  const approved = { approve: 'provider' as const, secrets: secretOfProvider };
  const lasting = { clientId: secretClient.clientId, scopes: 'openid offline_access profile' };
  const callback = async (): Promise<JsonObject> => ({ callbackPort: await findClosedPort() });
  const salesforce = (auth: string, details: Omit<LifeConnection, 'connector' | 'auth'>): LifeConnection => ({
    connector: 'salesforce',
    auth,
    ...details,
  });
  const http = (auth: string, details: Omit<LifeConnection, 'connector' | 'auth'>): LifeConnection => ({
    connector: 'http',
    auth,
    ...details,
  });
  return [
    salesforce('password', {
      fields: { ...practice, clientId, username },
      secrets: { ...byPassword, clientSecret },
      wrong,
    }),
    salesforce('basic', {
      fields: { environment: 'practice', domain: org.loginUrl, authorizationUrl: `${recorder.url}/soap`, username },
      secrets: byPassword,
      wrong,
    }),
    salesforce('client_credentials', {
      fields: { ...practice, clientId, tokenUrl: `${recorder.url}/org` },
      secrets: { clientSecret },
      wrong: { secrets: { clientSecret: canaries.wrong } },
    }),
    salesforce('oauth2', {
      approve: 'salesforce',
      fields: { ...practice, clientId, ...(await callback()) },
      secrets: { clientSecret },
      wrong: { secrets: { clientSecret: canaries.wrong } },
    }),
    salesforce('jwt', signed),
    // The assertion is made out to the token endpoint itself.
    salesforce('saml', { ...signed, fields: { ...signed.fields, tokenUrl: '' } }),
    http('none', { fields: { baseUrl: service.url }, secrets: {} }),
    http('basic', { fields: { baseUrl: service.url, username: 'ada' }, secrets: { password: canaries.basic } }),
    http('bearer', { fields: { baseUrl: service.url }, secrets: { token: canaries.bearer } }),
    http('api_key', {
      fields: { baseUrl: service.url, name: 'X-Key', in: 'header' },
      secrets: { value: canaries.api_key },
    }),
    http('client_credentials', {
      fields: { ...ofProvider, clientId: secretClient.clientId },
      secrets: secretOfProvider,
      wrong: { secrets: { clientSecret: canaries.wrong } },
    }),
    http('oauth2', { ...approved, fields: { ...ofProvider, ...lasting, ...(await callback()) } }),
    http('device_code', { ...approved, fields: { ...ofProvider, ...lasting } }),
    http('oauth2', {
      approve: 'provider',
      fields: { ...ofProvider, ...lasting, clientId: publicClient.clientId, ...(await callback()) },
      secrets: {},
    }),
  ];
}

/** Every secret that was entered, granted or given while the program lived. */
function needles(): Buffer[] {
  const { securityToken = '' } = org.users[0] ?? {};
  const { clientSecret = '' } = org.clients[0] ?? {};
  const key = createPrivateKey(org.privateKey).export({ format: 'der', type: 'pkcs8' });
  const entered = [...Object.values(canaries), securityToken, clientSecret, fixturePassword, secretClient.clientSecret];
  // Multiples of three, so that Base64 falls on the same letters.
  const parts = [key.subarray(300, 330), keyStore().subarray(600, 630)];
  return [
    ...[...entered, ...recorder.secrets()].flatMap(encodeSecret),
    ...parts.flatMap((part) => [part, ...['base64', 'hex'].map((form) => Buffer.from(part.toString(form as 'hex')))]),
  ];
}

function readFiles(folder: string): { path: string; bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ path, bytes: readFileSync(path) }));
}

describe('secrets over the whole life of connections', () => {
  const rounds = repetitions(1, 10);
  it(
    `S12 S16 S17 stand nowhere, by every authentication type, lived ${rounds} times and killed: data, WAL, history, exports, backup, output, log`,
    async () => {
      const folder = createTemporaryFolder();
      const [data, temporary] = [join(folder, 'data'), join(folder, 'tmp')];
      mkdirSync(temporary);
      const connections = await everyConnection();
      const [first] = connections;
      const settings: LifeSettings = {
        passphrase: canaries.passphrase,
        backupFile: join(folder, 'backup.json'),
        connections,
        named: { auth: 'password', fields: first?.fields ?? {}, secrets: first?.secrets ?? {} },
      };
      const given = join(folder, 'given.json');
      writeFileSync(given, JSON.stringify(settings), { mode: 0o600 });
      const redirected = `TMPDIR=${temporary} exec "$@" 2>${join(folder, 'errors.txt')}`;
      const living = startProgram(program, [data, given], ['sh', '-c', redirected, 'sh']);
      const ended = living.ended().then(() => readFileSync(join(folder, 'errors.txt'), 'utf8').slice(-2_000));
      const isDone = () => living.lines.filter((line) => line.startsWith('round ')).length >= rounds;
      await Promise.race([
        expect.poll(isDone, { interval: 20, timeout: timeLimit(rounds, 10_000) - 5_000 }).toBe(true),
        ended.then((errors) => Promise.reject(new Error(`It ended: ${living.lines.at(-1)?.slice(0, 300)} ${errors}`))),
      ]);
      await living.kill();
      await ended;

      // The search can find what it looks for, and everything succeeded or was refused as it should.
      const looked = needles();
      const find = (bytes: Buffer) =>
        looked.filter((needle) => bytes.includes(needle)).map((n) => n.toString('latin1'));
      expect(find(readFileSync(given)).length).toBeGreaterThan(8);
      expect(recorder.secrets().length).toBeGreaterThan(10);
      const count = (start: string, words: string) =>
        living.lines.filter((line) => line.startsWith(start) && line.includes(words)).length;
      expect(count('created', '"succeeded":true')).toBe(connections.length + 2);
      expect(count('ran', '"status":"succeeded"')).toBeGreaterThanOrEqual((connections.length + 1) * rounds);
      expect(count('edited', '"succeeded":true')).toBeGreaterThanOrEqual((connections.length + 1) * rounds);
      expect(count('refused', '"test":{"succeeded":false')).toBeGreaterThanOrEqual(7 * rounds);

      for (const line of living.lines) expect(find(Buffer.from(line)), line.slice(0, 80)).toEqual([]);
      expect(readFiles(data).map(({ path }) => path)).toContain(join(data, 'millrace.db-wal'));
      for (const { path, bytes } of readFiles(folder)) {
        if (path !== given) expect(find(bytes), path).toEqual([]);
      }
      expect(readFiles(temporary)).toEqual([]);
    },
    timeLimit(rounds, 10_000),
  );
});
