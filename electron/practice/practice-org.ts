import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { Hono } from 'hono';
import { addApex } from './apex/add-apex.ts';
import { type ApexRegistration, registerApex } from './apex/register-apex.ts';
import { addBulkV1 } from './bulk/v1/add-bulk-v1.ts';
import { addBulkV2 } from './bulk/v2/add-bulk-v2.ts';
import { addControl } from './control/add-control.ts';
import { addStandardControls } from './control/standard.ts';
import { createHostApp } from './http/pipeline.ts';
import type { PracticeEnv } from './http/respond.ts';
import { listen, maxHeaderSize, serveLater, stop } from './http/server.ts';
import { orgId, practiceClients, practiceUsers } from './identity.ts';
import type { JournalEntry, JournalFilter } from './journal.ts';
import { Keep } from './keep/keep.ts';
import { addMetadata } from './metadata/add-metadata.ts';
import { addOAuth } from './oauth/add-oauth.ts';
import { demoCertificate, demoPrivateKey } from './oauth/demo-key.ts';
import { createOrg, fillOrg, type Org, resetOrg } from './org.ts';
import { addPage, type PageSettings } from './page/add-page.ts';
import { PageSessions } from './page/page-sessions.ts';
import { addRecordApi } from './rest/add-record-api.ts';
import { addVersionList } from './rest/discovery.ts';
import { addQuery } from './rest/query.ts';
import { RestRouter } from './rest/router.ts';
import { addSearch } from './rest/search.ts';
import { serveRest } from './rest/serve.ts';
import { addSoap } from './soap/add-soap.ts';
import { addStreamingControls } from './streaming/controls.ts';
import { addChannelPush } from './streaming/push.ts';
import { serveStreaming } from './streaming/serve.ts';
import { usualTimeoutMs } from './streaming/streaming.ts';
import { createTlsServer, makeTlsIdentity, seenOverTls, type TlsAddresses } from './tls.ts';

export type { JournalEntry, JournalFilter } from './journal.ts';

/** How to start a practice org. */
export interface PracticeOrgOptions {
  /** Port of the login host; a free one when absent or 0. */
  readonly port?: number;
  /** Port of the instance host; a free one when absent or 0. */
  readonly instancePort?: number;
  /** Which sample data to make, from 0 to 4294967295; 1 when absent. */
  readonly seed?: number;
  /** The clock of the org; the computer's when absent. */
  readonly now?: () => Date;
  /**
   * A SQLite file the org is kept in, made when it is not there; the org goes on where the file ends, whatever `seed`
   * says. In memory only when absent.
   */
  readonly keep?: string;
  /** How long a streaming client's connect waits for events, in milliseconds; 110,000 when absent. */
  readonly streamingTimeoutMs?: number;
  /** Whether to serve both hosts over TLS as well, with a certificate made at start; on free ports when none given. */
  readonly tls?: boolean | { readonly port?: number; readonly instancePort?: number };
}

/** A running practice org. */
export interface PracticeOrg {
  /** Where to ask for tokens: `http://127.0.0.1:<port>`. */
  readonly loginUrl: string;
  /** Where everything else is answered, on another port: `http://127.0.0.1:<instancePort>`. */
  readonly instanceUrl: string;
  /** The same two hosts over TLS, and the certificate (PEM) that clients have to trust; null when not asked for. */
  readonly tls: TlsAddresses | null;
  /** Where people look at the org and switch failures on; contains the same secret as `controlUrl`. */
  readonly pageUrl: string;
  /** Prefix of the control calls; contains a random secret. */
  readonly controlUrl: string;
  readonly orgId: string;
  readonly users: readonly { readonly username: string; readonly password: string; readonly securityToken: string }[];
  readonly clients: readonly {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly callbackUrl: string;
  }[];
  /** PEM of the certificate that is registered for every client: JWT and SAML sign-ins are verified with it. */
  readonly certificate: string;
  /** PEM of its private key, to be shown: it guards made-up data only. */
  readonly privateKey: string;
  /** Puts the sample data back and clears journal, faults and usage; sign-ins stay valid. */
  reset(seed?: number): void;
  /**
   * Adds a method of an Apex class that is written in JavaScript; it lasts until the next reset. Throws ApiError for a
   * place that no method can have.
   */
  registerApex(registration: ApexRegistration): void;
  /** Stops both hosts and ends open connections. Safe to call twice. */
  close(): Promise<void>;
  /** The last 10,000 requests that pass the filter, oldest first, without credentials. */
  requests(filter?: JournalFilter): readonly JournalEntry[];
}

/** The REST resources of the instance host. */
function createRestRouter(): RestRouter {
  const router = new RestRouter();
  addChannelPush(router);
  addRecordApi(router);
  addQuery(router);
  addSearch(router);
  addBulkV2(router);
  return router;
}

/** What answers on the login host. Made once for plain HTTP and once for TLS, so state belongs to the org. */
function createLoginApp(org: Org, page: PageSettings, stopping: AbortSignal): Hono<PracticeEnv> {
  const app = createHostApp(org, 'login', stopping);
  addControl(app, org.controls, page.token);
  addPage(app, page);
  addOAuth(app, org, 'login');
  addSoap(app, org);
  addVersionList(app, org);
  return app;
}

/** What answers on the instance host; made twice as well. */
function createInstanceApp(org: Org, router: RestRouter, stopping: AbortSignal): Hono<PracticeEnv> {
  const app = createHostApp(org, 'instance', stopping);
  addOAuth(app, org, 'instance');
  addSoap(app, org);
  addMetadata(app, org);
  addApex(app, org);
  addVersionList(app, org);
  serveStreaming(app, org, stopping);
  addBulkV1(app, org);
  serveRest(app, org, router);
  return app;
}

interface Listening {
  readonly loginUrl: string;
  readonly instanceUrl: string;
  serve(loginApp: Hono<PracticeEnv>, instanceApp: Hono<PracticeEnv>): void;
  close(): Promise<void>;
}

/** Opens the ports of both hosts, or neither. */
async function openHosts(
  scheme: 'http' | 'https',
  makeServer: () => Server,
  ports: { readonly port?: number | undefined; readonly instancePort?: number | undefined },
): Promise<Listening> {
  const login = makeServer();
  const instance = makeServer();
  const serveLogin = serveLater(login);
  const serveInstance = serveLater(instance);
  const close = async () => void (await Promise.all([stop(login), stop(instance)]));
  try {
    const loginUrl = `${scheme}://127.0.0.1:${await listen(login, ports.port ?? 0)}`;
    const instanceUrl = `${scheme}://127.0.0.1:${await listen(instance, ports.instancePort ?? 0)}`;
    const serve = (loginApp: Hono<PracticeEnv>, instanceApp: Hono<PracticeEnv>) => {
      serveLogin(loginApp);
      serveInstance(instanceApp);
    };
    return { loginUrl, instanceUrl, serve, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Starts a practice org: a look-alike of the Salesforce services on two ports of 127.0.0.1 (four with TLS), with
 * sample data. Rejects with the system's error (`EADDRINUSE`, `EACCES`) when a port cannot be had, with KeepError when
 * the file to keep it in cannot be used.
 */
export async function startPracticeOrg(options: PracticeOrgOptions = {}): Promise<PracticeOrg> {
  const keep = options.keep === undefined ? null : new Keep(options.keep);
  const plain = await openHosts('http', () => createServer({ maxHeaderSize }), options).catch((error: unknown) => {
    keep?.close();
    throw error;
  });
  const { loginUrl, instanceUrl } = plain;
  const org = createOrg(loginUrl, instanceUrl, options.seed ?? 1, options.now ?? (() => new Date()));
  const token = randomBytes(24).toString('hex');
  const stopping = new AbortController();
  const router = createRestRouter();
  org.streaming.timeoutMs = options.streamingTimeoutMs ?? usualTimeoutMs;
  addStandardControls(org);
  addStreamingControls(org);
  fillOrg(org, keep);
  const page: PageSettings = { org, token, sessions: new PageSessions() };
  const serve = (hosts: Listening, seen: Org) =>
    hosts.serve(createLoginApp(seen, page, stopping.signal), createInstanceApp(seen, router, stopping.signal));
  serve(plain, org);

  const identity = options.tls ? await makeTlsIdentity() : null;
  const secure = identity
    ? await openHosts(
        'https',
        () => createTlsServer(identity, maxHeaderSize),
        typeof options.tls === 'object' ? options.tls : {},
      ).catch(async (error: unknown) => {
        await plain.close();
        keep?.close();
        throw error;
      })
    : null;
  if (secure && identity) {
    org.tls = { loginUrl: secure.loginUrl, instanceUrl: secure.instanceUrl, certificate: identity.certificate };
    serve(secure, seenOverTls(org, secure.loginUrl, secure.instanceUrl));
  }

  return {
    loginUrl,
    instanceUrl,
    tls: org.tls,
    controlUrl: `${loginUrl}/__sim/${token}`,
    pageUrl: `${loginUrl}/?key=${token}`,
    orgId,
    users: practiceUsers.map(({ username, password, securityToken }) => ({ username, password, securityToken })),
    clients: practiceClients.map(({ clientId, clientSecret, callbackUrl }) => ({
      clientId,
      clientSecret,
      callbackUrl,
    })),
    certificate: demoCertificate,
    privateKey: demoPrivateKey,
    reset: (seed) => resetOrg(org, seed),
    registerApex: (registration) => registerApex(org.apex, registration),
    close: async () => {
      stopping.abort();
      org.bulk.stop();
      await Promise.all([plain.close(), secure?.close()]);
      keep?.close();
    },
    requests: (filter) => org.journal.entries(filter),
  };
}
