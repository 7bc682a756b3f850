import { MillraceError } from '../../../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../../../shared/json/json.ts';
import { type Fields, field } from '../../sdk/index.ts';

/** Keys of the fields that hold an address of the service that signs in, with what messages call them. */
export const addressLabels = {
  issuer: 'issuer',
  authorizationUrl: 'authorization URL',
  deviceAuthorizationUrl: 'device authorization URL',
  tokenUrl: 'token URL',
} as const;
export type AddressKey = keyof typeof addressLabels;

const overriding = (what: string) => ({
  group: 'more' as const,
  help: `Where ${what}. Read from the issuer unless you enter one.`,
});

/** Fields of every OAuth scheme that stand before its own. */
export const issuerFields: Fields = {
  issuer: field.text('Issuer', {
    placeholder: 'https://id.example.com',
    help: 'The service that signs you in; its documentation names it. If it has none, enter its URLs under Advanced.',
  }),
  clientId: field.text('Client ID', { required: true }),
};

/** Fields of every OAuth scheme that stand after its own. */
export const requestFields: Fields = {
  scopes: field.text('Scopes', {
    help: 'What your flows may do, separated by spaces. Many services need offline_access for a sign-in that lasts.',
  }),
  tokenUrl: field.text('Token URL', overriding('tokens are given')),
  clientAuthentication: field.choice(
    'Client authentication',
    [
      { value: 'automatic', label: 'Automatic' },
      { value: 'basic', label: 'In a header (Basic)' },
      { value: 'post', label: 'In the request’s body' },
    ],
    { default: 'automatic', group: 'more', help: 'How the client secret is sent.' },
  ),
  audience: field.text('Audience', { group: 'more', help: 'The API that the token is for, where the service asks.' }),
  parameters: field.text('Further parameters', {
    group: 'more',
    placeholder: 'access_type=offline&prompt=consent',
    help: 'Added to the request that starts the sign-in, as name=value pairs joined with &.',
  }),
};

/** The field of the authorization endpoint. */
export const authorizationUrlField = field.text('Authorization URL', overriding('your browser approves access'));

/** The field of the device authorization endpoint. */
export const deviceAuthorizationUrlField = field.text('Device authorization URL', overriding('codes are given'));

/** What decides who signs in where: whatever was granted is void when one of these changes (S19). */
export const boundTo: readonly string[] = [...Object.keys(addressLabels), 'baseUrl', 'clientId', 'scopes', 'audience'];

/** A field's text without blanks around it; empty for none. */
export function readText(value: Json | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}

/** @throws MillraceError SETTING_REQUIRED. */
export function needClientId(fields: JsonObject): string {
  const id = readText(fields.clientId);
  if (id !== '') return id;
  throw new MillraceError(
    'SETTING_REQUIRED',
    { label: 'Client ID', field: 'clientId' },
    { why: 'The service must know which app asks.' },
  );
}

/** True for an address on this computer, the only ones that may be http. */
export function isLoopback({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/**
 * The address that a person entered in a field; undefined while it is empty.
 * @throws MillraceError ADDRESS_WRONG.
 */
export function readAddress(fields: JsonObject, key: AddressKey): URL | undefined {
  const text = readText(fields[key]);
  if (text === '') return undefined;
  const wrong = (detail: string) => new MillraceError('ADDRESS_WRONG', { value: text, field: key, detail });
  if (!URL.canParse(text)) throw wrong('It isn’t a whole address.');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    throw wrong('Secrets are sent there, so it must begin with https://.');
  }
  if (url.username !== '' || url.password !== '') throw wrong('User names and passwords don’t belong into an address.');
  if (url.hash !== '' || (key === 'issuer' && url.search !== '')) throw wrong('It must end before “?” or “#”.');
  return url;
}

/** Names that only Millrace itself sets, so that a pasted parameter can't loosen the protocol. */
const reserved = /^(?:client_|code|redirect_uri$|response_|state$|grant_type$|device_code$|request)/;

/**
 * The parameters that a person added, with scopes and audience.
 * @throws MillraceError SETTING_WRONG for one that Millrace sets itself.
 */
export function readParameters(fields: JsonObject): Record<string, string> {
  const added: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(readText(fields.parameters))) {
    if (reserved.test(name)) {
      const detail = `“${name}” is set by Millrace.`;
      throw new MillraceError(
        'SETTING_WRONG',
        { label: 'Further parameters', field: 'parameters', detail },
        { why: 'The sign-in would not be safe with another value.', fix: 'Remove it.' },
      );
    }
    added[name] = value;
  }
  const scopes = readText(fields.scopes).split(/\s+/).join(' ');
  const audience = readText(fields.audience);
  return {
    ...(scopes === '' ? {} : { scope: scopes }),
    ...(audience === '' ? {} : { audience }),
    ...added,
  };
}
