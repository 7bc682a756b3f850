import { MillraceError } from '../../../shared/errors/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import { type AuthScheme, type AuthSchemes, type Fields, field, type Session } from '../sdk/index.ts';
import { networkFields } from '../sdk/network-fields.ts';
import { encodeBase64 } from '../sdk/redact.ts';

/** Fields of every way to sign in. */
export const commonFields: Fields = {
  baseUrl: field.text('Base URL', { required: true, placeholder: 'https://api.example.com/v1' }),
  ...networkFields,
};

/**
 * The base that paths of steps start from, without a slash at its end.
 * @throws MillraceError ADDRESS_WRONG.
 */
export function readBaseUrl(fields: JsonObject): string {
  const text = typeof fields.baseUrl === 'string' ? fields.baseUrl.trim() : '';
  const wrong = (detail: string) => new MillraceError('ADDRESS_WRONG', { value: text, field: 'baseUrl', detail });
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw wrong('It must begin with https:// or http://.');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') throw wrong('User names and passwords don’t belong into an address.');
  if (url.search !== '' || url.hash !== '') throw wrong('It must end with the path, without “?” or “#”.');
  return url.href.replace(/\/+$/, '');
}

type Added = Pick<Session, 'headers' | 'query' | 'secrets'>;

const signInWith =
  (add: (fields: JsonObject, secrets: Readonly<Record<string, string>>) => Added): AuthScheme['signIn'] =>
  async ({ fields, secrets }) => ({ baseUrl: readBaseUrl(fields), ...add(fields, secrets) });

/** The ways to sign in, by the ids that scripts use. */
export const schemes: AuthSchemes = {
  none: {
    label: 'No authentication',
    description: 'For services that anybody may call.',
    fields: {},
    signIn: signInWith(() => ({ headers: {} })),
  },
  basic: {
    label: 'Basic',
    description: 'A user name and a password with every call.',
    fields: {
      username: field.text('Username', { required: true }),
      password: field.secret('Password', { required: true }),
    },
    signIn: signInWith(({ username }, { password = '' }) => {
      const pair = `${String(username ?? '')}:${password}`;
      return { headers: { authorization: `Basic ${encodeBase64(pair)}` }, secrets: [password, pair] };
    }),
  },
  bearer: {
    label: 'Bearer token',
    description: 'A token that the service gave you.',
    fields: { token: field.secret('Token', { required: true }) },
    signIn: signInWith((_, { token = '' }) => ({ headers: { authorization: `Bearer ${token}` }, secrets: [token] })),
  },
  api_key: {
    label: 'API key',
    description: 'A key in a header or in the address.',
    fields: {
      name: field.text('Name', { required: true, placeholder: 'X-API-Key' }),
      in: field.choice(
        'Where',
        [
          { value: 'header', label: 'Header' },
          { value: 'query', label: 'Query' },
        ],
        { default: 'header', required: true },
      ),
      value: field.secret('Key', { required: true }),
    },
    signIn: signInWith((fields, { value = '' }) => {
      const added = { [String(fields.name ?? '')]: value };
      return fields.in === 'query'
        ? { headers: {}, query: added, secrets: [value] }
        : { headers: added, secrets: [value] };
    }),
  },
};
