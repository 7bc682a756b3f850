import type { ConnectorClient, Verification } from '../sdk/index.ts';

/**
 * The test of a connection: the base URL must answer. What it answers says little about a service nobody knows, so
 * only a refused sign-in (401, 403) and the service's own failures count against it.
 */
export async function verifyConnection({
  client,
  signal,
}: {
  client: ConnectorClient;
  signal: AbortSignal;
}): Promise<Verification> {
  const accept = (status: number) => status !== 401 && status !== 403 && status < 500;
  const answer = await client.request({ method: 'GET', path: '', effect: 'read', accept }, signal);
  const { host } = new URL(answer.url);
  return { message: `${host} answers (status ${answer.status}).`, facts: { host, status: answer.status } };
}
