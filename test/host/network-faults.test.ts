import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findClosedPort, startRawServer, type TestServer } from '../../electron/node/http-server.fixture.ts';
import { explainRun } from '../../shared/failures/index.ts';
import { countWords, MOST_WORDS } from '../../shared/failures/words.ts';
import type { FlowDocument } from '../../shared/flow/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import { openTemporaryHost, type TemporaryHost } from './temporary-host.ts';

/** What the server does with a connection once the first bytes of a request have come. */
type Act = (socket: Socket) => void;

const head = 'HTTP/1.1 200 OK\r\n';
const send =
  (bytes: string, ending?: 'end' | 'reset'): Act =>
  (socket) => {
    socket.write(bytes);
    if (ending === 'end') socket.end();
    if (ending === 'reset') socket.resetAndDestroy();
  };

/** Bytes that keep coming, so slowly that nothing is ever whole. */
const drip =
  (bytes: string, first = ''): Act =>
  (socket) => {
    socket.write(first);
    const timer = setInterval(() => socket.write(bytes), 20);
    socket.on('close', () => clearInterval(timer));
  };

const faults: [name: string, act: Act, codes: string[]][] = [
  ['resets before it answers', send('', 'reset'), ['CONNECTION_ERROR']],
  ['resets within the body', send(`${head}content-length: 50\r\n\r\nab`, 'reset'), ['CONNECTION_ERROR']],
  ['closes without an answer', send('', 'end'), ['CONNECTION_ERROR']],
  ['cuts the body short', send(`${head}content-length: 50\r\n\r\nab`, 'end'), ['CONNECTION_ERROR']],
  ['sends a damaged chunk', send(`${head}transfer-encoding: chunked\r\n\r\nzz\r\nab\r\n`), ['CONNECTION_ERROR']],
  ['never answers', () => undefined, ['REQUEST_TIMEOUT']],
  ['stays half open in the body', send(`${head}content-length: 50\r\n\r\nab`), ['REQUEST_TIMEOUT']],
  ['never ends its headers', drip('x: y\r\n', head), ['REQUEST_TIMEOUT', 'CONNECTION_ERROR']],
  ['floods with informational answers', drip('HTTP/1.1 102 Processing\r\n\r\n'), ['REQUEST_TIMEOUT']],
  ['speaks something else', send('SSH-2.0-OpenSSH_9.6\r\n'), ['CONNECTION_ERROR']],
];

let temporary: TemporaryHost;
let server: TestServer;
/** What happens to the next connections; undefined while the service is well. */
let fault: Act | undefined;
let open: Set<Socket>;

/** An answer to a query, as Salesforce gives it. */
const noRecords = { totalSize: 0, done: true, records: [] };

/** Answers a sign-in with a token and itself as the org's address, and everything else with an empty list. */
function answerWell(socket: Socket, request: string): void {
  const signsIn = request.startsWith('POST /services/oauth2/token');
  const body = JSON.stringify(signsIn ? { access_token: 'token', instance_url: server.url } : noRecords);
  const headers = `content-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`;
  socket.end(`${head}${headers}${body}`);
}

beforeAll(async () => {
  open = new Set();
  server = await startRawServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.once('data', (bytes) => (fault ? fault(socket) : answerWell(socket, bytes.toString())));
  });
  temporary = await openTemporaryHost();
  const { connections } = temporary.host.services;
  const limits = { readTimeout: 1, connectionTimeout: 1 };
  const secrets = { clientSecret: 'secret' };
  await connections.create({
    name: 'Acme API',
    connector: 'http',
    auth: 'none',
    fields: { baseUrl: server.url, ...limits },
    secrets: {},
  });
  await connections.create({
    name: 'Acme CRM',
    connector: 'salesforce',
    auth: 'client_credentials',
    fields: { environment: 'practice', domain: server.url, clientId: 'client', ...limits },
    secrets,
  });
});

afterAll(async () => {
  await temporary.dispose();
  await server.close();
});

const steps: Record<string, { connection: string; step: { type: string; settings: JsonObject } }> = {
  http: { connection: 'Acme API', step: { type: 'http.request', settings: { method: 'GET', url: '/items' } } },
  salesforce: {
    connection: 'Acme CRM',
    step: { type: 'salesforce.query', settings: { salesforceQuery: 'SELECT Id FROM Contact' } },
  },
};

async function call(connector: string, settings?: JsonObject) {
  const { runs, connections } = temporary.host.services;
  const known = steps[connector];
  if (!known) throw new Error(`There is no step for ${connector}.`);
  const bound = connections.list().find(({ name }) => name === known.connection)?.id ?? '';
  const document: FlowDocument = {
    format: 'millrace.flow/1',
    id: `faults-${connector}`,
    name: 'Faults',
    connections: { system: { connector, needs: { objects: [], access: 'read' } } },
    steps: [
      { id: 'start', type: 'manual', name: 'Start' },
      {
        ...known.step,
        id: 'ask',
        name: 'Ask',
        connection: 'system',
        retry: { attempts: 1 },
        ...(settings && { settings }),
      },
    ],
    edges: [{ from: 'start', to: 'ask' }],
  };
  const { result } = await runs.startDocument({
    document,
    revision: 0,
    bindings: { system: bound },
    baseFolder: temporary.dataFolder,
  });
  return (await result).state;
}

describe.each(Object.keys(steps))('R26 a run whose %s service', (connector) => {
  it.each(faults)(
    '%s fails with one clear error that names its connection, and hangs nowhere',
    async (_, act, codes) => {
      fault = undefined;
      await call(connector);
      fault = act;
      const state = await call(connector);
      fault = undefined;
      expect(state.status).toBe('failed');
      expect(codes).toContain(state.error?.code);
      expect(state.elapsedMs).toBeLessThan(5_000);
      const failures = explainRun(state);
      expect(failures).toHaveLength(1);
      const { title, cause, fix, remedies } = failures[0] ?? { title: '', cause: '', fix: '', remedies: [] };
      expect(title).toMatch(/^(Can’t reach|.+ took too long)/);
      for (const text of [title, cause, fix]) {
        expect(text).not.toMatch(/\?|undefined/);
        expect(text).not.toBe('');
        expect(countWords(text)).toBeLessThanOrEqual(MOST_WORDS);
      }
      const name = steps[connector]?.connection;
      expect(state.header.steps[1]?.connection?.name).toBe(name);
      const id = state.header.steps[1]?.connection?.id;
      expect(remedies.map(({ arguments: given }) => given.connection)).toContain(id);
      // What was given up is closed on this side, too.
      await expect.poll(() => open.size).toBe(0);
    },
  );
});

describe('R26 a run whose service can’t be reached at all', () => {
  it.each([
    ['nothing accepts the connection', async () => `http://127.0.0.1:${await findClosedPort()}/`, 'refused'],
    ['its name has no address', async () => 'http://no-such-host.invalid/', 'dns'],
    ['it speaks no TLS', async () => server.url.replace('http:', 'https:'), 'tls'],
  ])('says so when %s', async (_, address, reason) => {
    fault = undefined;
    const state = await call('http', { method: 'GET', url: await address() });
    expect(state.error).toMatchObject({ code: 'CONNECTION_ERROR', data: { reason } });
    expect(explainRun(state)[0]?.title).toMatch(/^Can’t reach/);
  });
});
