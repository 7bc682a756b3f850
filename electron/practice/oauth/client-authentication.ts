import { type PracticeClient, practiceClients } from '../identity.ts';
import { OAuthError } from './oauth-error.ts';
import { sameText } from './same-text.ts';
import type { TokenRequest } from './token-request.ts';

type WithCredentials = Pick<TokenRequest, 'form' | 'basic'>;

/** Reads a Basic header; null when the header is absent or of another scheme. */
export function readBasic(header: string | undefined): TokenRequest['basic'] {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon === -1 ? { id: decoded, secret: '' } : { id: decoded.slice(0, colon), secret: decoded.slice(colon + 1) };
}

/** The registered app with this consumer key. Throws OAuthError `invalid_client_id` when there is none. */
export function needClient(clientId: string | null | undefined): PracticeClient {
  const client = practiceClients.find((candidate) => candidate.clientId === clientId);
  if (!client) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  return client;
}

/** The app a request names and the secret it gives, not yet compared; null without a secret. */
export function readClient({ form, basic }: WithCredentials): { client: PracticeClient; secret: string | null } {
  const client = needClient(basic ? basic.id : form.get('client_id'));
  return { client, secret: basic ? basic.secret : form.get('client_secret') };
}

/** Throws OAuthError `invalid_client` unless the secret is the app's. */
export function checkSecret(client: PracticeClient, secret: string | null): void {
  if (!sameText(client.clientSecret, secret ?? '')) {
    throw new OAuthError('invalid_client', 'invalid client credentials');
  }
}

/** The app a request names, by a Basic header or in the form, with its secret. Throws OAuthError for a wrong one. */
export function authenticateClient(request: WithCredentials): PracticeClient {
  const { client, secret } = readClient(request);
  checkSecret(client, secret);
  return client;
}
