import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Hono } from 'hono';
import { addControl } from './control/add-control.ts';
import { addStandardControls } from './control/standard.ts';
import { createHostApp } from './http/pipeline.ts';
import type { PracticeEnv } from './http/respond.ts';
import { orgId, practiceClients, practiceUsers } from './identity.ts';
import type { JournalEntry } from './journal.ts';
import { addOAuth } from './oauth/add-oauth.ts';
import { createOrg, resetOrg } from './org.ts';
import { addCollections } from './rest/collections.ts';
import { addDiscovery, addVersionList } from './rest/discovery.ts';
import { addQuery } from './rest/query.ts';
import { RestRouter } from './rest/router.ts';
import { serveRest } from './rest/serve.ts';
import { addSObjects } from './rest/sobjects.ts';

export type { JournalEntry } from './journal.ts';

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
}

/** A running practice org. */
export interface PracticeOrg {
  /** Where to ask for tokens: `http://127.0.0.1:<port>`. */
  readonly loginUrl: string;
  /** Where everything else is answered, on another port: `http://127.0.0.1:<instancePort>`. */
  readonly instanceUrl: string;
  /** Prefix of the control calls; contains a random secret. */
  readonly controlUrl: string;
  readonly orgId: string;
  readonly users: readonly { readonly username: string; readonly password: string; readonly securityToken: string }[];
  readonly clients: readonly {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly callbackUrl: string;
  }[];
  /** Puts the sample data back and clears journal, faults and usage; sign-ins stay valid. */
  reset(seed?: number): void;
  /** Stops both hosts and ends open connections. Safe to call twice. */
  close(): Promise<void>;
  /** The last 10,000 requests, oldest first, without credentials. */
  requests(): readonly JournalEntry[];
}

/** Bytes of a request's head; more than the longest address accepted, so that an address too long gets its 414. */
const maxHeaderSize = 64 * 1024;

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('The server has no port.'));
      else resolve(address.port);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** A server whose requests wait for nobody: they get 503 until the org behind it is ready. */
function createHostServer(): { server: Server; serve: (listener: RequestListener) => void } {
  let serve: RequestListener = (_request, response) => response.writeHead(503).end();
  const server = createServer({ maxHeaderSize }, (request, response) => serve(request, response));
  return {
    server,
    serve: (listener) => {
      serve = listener;
    },
  };
}

/** Requests that are not even HTTP requests (no usable address) get an error body too. */
function hostListener(app: Hono<PracticeEnv>): RequestListener {
  const answer = getRequestListener(app.fetch, {
    hostname: '127.0.0.1',
    overrideGlobalObjects: false,
    errorHandler: (error) => {
      const bad = error instanceof RequestError;
      const entry = bad
        ? { message: 'The request is not valid HTTP.', errorCode: 'BAD_REQUEST' }
        : { message: 'An unexpected error occurred.', errorCode: 'UNKNOWN_EXCEPTION' };
      return Response.json([entry], { status: bad ? 400 : 500 });
    },
  });
  return (request, response) => {
    // What cannot be answered (the caller went away while it was written) must not end the process.
    answer(request, response).catch(() => response.destroy());
  };
}

/** The REST resources of the instance host. */
function createRestRouter(): RestRouter {
  const router = new RestRouter();
  addDiscovery(router);
  addSObjects(router);
  addCollections(router);
  addQuery(router);
  return router;
}

/**
 * Starts a practice org: a look-alike of the Salesforce services on two ports of 127.0.0.1, with sample data, in
 * memory only. Rejects with the system's error (`EADDRINUSE`, `EACCES`) when a port cannot be had.
 */
export async function startPracticeOrg(options: PracticeOrgOptions = {}): Promise<PracticeOrg> {
  const login = createHostServer();
  const instance = createHostServer();
  const loginUrl = `http://127.0.0.1:${await listen(login.server, options.port ?? 0)}`;
  const instancePort = await listen(instance.server, options.instancePort ?? 0).catch(async (error: unknown) => {
    await stop(login.server);
    throw error;
  });
  const instanceUrl = `http://127.0.0.1:${instancePort}`;
  const org = createOrg(loginUrl, instanceUrl, options.seed ?? 1, options.now ?? (() => new Date()));
  const token = randomBytes(24).toString('hex');
  const stopping = new AbortController();

  const loginApp = createHostApp(org, 'login', stopping.signal);
  addStandardControls(org);
  addControl(loginApp, org.controls, token);
  addOAuth(loginApp, org, 'login');
  addVersionList(loginApp);
  login.serve(hostListener(loginApp));

  const instanceApp = createHostApp(org, 'instance', stopping.signal);
  addOAuth(instanceApp, org, 'instance');
  addVersionList(instanceApp);
  serveRest(instanceApp, org, createRestRouter());
  instance.serve(hostListener(instanceApp));

  return {
    loginUrl,
    instanceUrl,
    controlUrl: `${loginUrl}/__sim/${token}`,
    orgId,
    users: practiceUsers.map(({ username, password, securityToken }) => ({ username, password, securityToken })),
    clients: practiceClients.map(({ clientId, clientSecret, callbackUrl }) => ({
      clientId,
      clientSecret,
      callbackUrl,
    })),
    reset: (seed) => resetOrg(org, seed),
    close: async () => {
      stopping.abort();
      await Promise.all([stop(login.server), stop(instance.server)]);
    },
    requests: () => org.journal.entries(),
  };
}
