import type { IncomingMessage, ServerResponse } from 'node:http';
import { startServer, type TestServer } from '../../electron/node/http-server.fixture.ts';
import type { JsonObject } from '../../shared/json/json.ts';

/** What a service answers at one path. */
export type Answer = { status?: number; headers?: Record<string, string>; body?: string | JsonObject };
export type Received = { method: string; url: string; headers: IncomingMessage['headers']; body: string };

/** A server that claims to be an OAuth service: `answers` by path, which a test may change at any time; else 404. */
export type MetadataServer = TestServer & { answers: Record<string, Answer | ((request: Received) => Answer)> };

export const OIDC_PATH = '/.well-known/openid-configuration';
export const OAUTH_PATH = '/.well-known/oauth-authorization-server';

const missing: Answer = { status: 404, body: {} };

/** Starts one whose metadata names its own endpoints. */
export async function startMetadataServer(): Promise<MetadataServer> {
  const answers: MetadataServer['answers'] = {};
  const server = await startServer((request, response: ServerResponse) => {
    const found = answers[new URL(request.url, 'http://x').pathname] ?? missing;
    const { status = 200, headers = {}, body = '' } = typeof found === 'function' ? found(request) : found;
    const type = typeof body === 'string' ? 'text/html' : 'application/json';
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  answers[OIDC_PATH] = { body: describeServer(server.url) };
  answers['/token'] = { body: { access_token: 'canary-access-token', token_type: 'Bearer', expires_in: 600 } };
  answers['/api/'] = { body: { ok: true } };
  return Object.assign(server, { answers });
}

/** Metadata of a server at this address, with changes. */
export function describeServer(url: string, changes: JsonObject = {}): JsonObject {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    device_authorization_endpoint: `${url}/device`,
    response_types_supported: ['code'],
    ...changes,
  };
}
