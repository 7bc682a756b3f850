import { type Received, startServer } from '../../electron/node/http-server.fixture.ts';

/** Stands before token endpoints and remembers every secret that goes through, so that a test can look for it. */
export type TokenRecorder = {
  /** Requests to `url/<name>` are answered by the endpoint of that name. */
  url: string;
  /** Everything seen so far that a sign-in could be made with. */
  secrets(): string[];
  close(): Promise<void>;
};

/** What of a form and of an answer somebody could sign in with (RFC 6749, RFC 7521, RFC 8628). */
const secretMembers = /^(?:access_token|refresh_token|id_token|assertion|code|code_verifier|device_code)$/;

/** Starts one before these endpoints. */
export async function startTokenRecorder(endpoints: Readonly<Record<string, string>>): Promise<TokenRecorder> {
  const seen = new Set<string>();
  const forward = async ({ method, url, headers, body }: Received) => {
    const endpoint = endpoints[url.slice(1)];
    if (endpoint === undefined) throw new Error(`Nothing stands behind ${url}.`);
    for (const [name, value] of new URLSearchParams(body)) if (secretMembers.test(name)) seen.add(value);
    const { host: _, 'content-length': length, connection: __, ...others } = headers;
    const sent = Object.entries(others).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
    const answer = await fetch(endpoint, { method, headers: Object.fromEntries(sent), ...(length ? { body } : {}) });
    const text = await answer.text();
    for (const [, name = '', value = ''] of text.matchAll(/"(\w+)"\s*:\s*"([^"]+)"/g)) {
      if (secretMembers.test(name)) seen.add(value);
    }
    for (const [, session = ''] of text.matchAll(/<sessionId>([^<]+)</g)) seen.add(session);
    return { status: answer.status, type: answer.headers.get('content-type') ?? 'text/plain', text };
  };
  const server = await startServer((request, response) => {
    forward(request).then(
      ({ status, type, text }) => response.writeHead(status, { 'content-type': type }).end(text),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  return { url: server.url, secrets: () => [...seen], close: server.close };
}
