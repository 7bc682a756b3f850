import { MillraceError } from '../../../../shared/errors/index.ts';
import type { JsonObject } from '../../../../shared/json/json.ts';
import type { SigningKey } from '../../../key-store/index.ts';
import { type Fields, field, type Session, type SignInContext } from '../../sdk/index.ts';
import { type Hosts, resolveHosts } from '../hosts.ts';
import { askForToken, readSession } from '../tokens.ts';
import { unlessPractice } from './fields.ts';

/** An assertion is valid for this long; Salesforce takes none that is valid for more than three minutes. */
export const assertionSeconds = 180;

/** Fields of the sign-ins with a signed assertion (ui.md §8.4). */
export const assertionFields: Fields = {
  clientId: field.text('Consumer key', unlessPractice),
  keyStore: field.file('Key store', {
    ...unlessPractice,
    keptAs: 'keyStoreContent',
    keys: { password: 'storePassword', alias: 'alias', instead: 'privateKey' },
    help: 'A .jks, .p12, .pfx or .pem file. Its certificate must use SHA-256 with RSA and be registered with the app.',
  }),
  // A PEM file without a password is the one that needs none; the form finds that out by reading it.
  storePassword: field.secret('Store password', {
    ...unlessPractice,
    help: 'The password that the file was exported with.',
  }),
  alias: field.text('Certificate alias', { help: 'Needed if the key store holds several keys.' }),
  username: field.text('Principal', { ...unlessPractice, help: 'The Salesforce username that flows act as.' }),
  privateKey: field.secret('Private key', { help: 'In PEM form, instead of a key store.', group: 'more' }),
  tokenUrl: field.text('Token endpoint', {
    help: 'Worked out from the environment unless you enter one.',
    group: 'more',
  }),
  audience: field.text('Audience URL', {
    help: 'Worked out from the environment unless you enter one. An external client app needs the org’s own address.',
    group: 'more',
  }),
};

/** Who asserts what about whom, and to whom. Times are in milliseconds since 1970. */
export type Claims = { issuer: string; subject: string; audience: string; recipient: string; now: number };

/**
 * Signs in with an assertion that is made when it is needed and valid for three minutes.
 * @throws MillraceError SETTING_REQUIRED, KEY_STORE_UNREADABLE, KEY_STORE_PASSWORD_WRONG, KEY_NOT_FOUND, KEY_UNUSABLE or
 * CERTIFICATE_NOT_VALID before anything is sent; else as `askForToken` and `readSession` do.
 */
export async function signInWithAssertion(
  context: SignInContext,
  grantType: string,
  makeAssertion: (key: SigningKey, claims: Claims) => Promise<string>,
): Promise<Session> {
  const { fields, clock } = context;
  const issuer = needText(fields, 'clientId', 'Consumer key');
  const subject = needText(fields, 'username', 'Principal');
  const hosts = await resolveHosts(fields, context.practice);
  const key = await findKey(context);
  const claims = { issuer, subject, audience: audienceOf(fields, hosts), recipient: hosts.tokenUrl, now: clock.now() };
  const assertion = await makeAssertion(key, claims);
  try {
    return readSession(await askForToken(context, hosts, { grant_type: grantType, assertion }), hosts);
  } catch (error) {
    throw nameOwnAddress(error, claims.audience);
  }
}

/** The key that was chosen, from the key store's content or the PEM text, whichever the connection keeps. */
async function findKey({ fields, secrets, clock }: SignInContext): Promise<SigningKey> {
  const { keyStoreContent = '', privateKey = '', storePassword = '' } = secrets;
  if (keyStoreContent === '' && privateKey === '') {
    throw new MillraceError('SETTING_REQUIRED', { label: 'Key store', field: 'keyStore' });
  }
  const { decodeKeyStore, pickSigningKey, readKeyStore } = await import('../../../key-store/index.ts');
  const bytes = keyStoreContent === '' ? new TextEncoder().encode(privateKey) : decodeKeyStore(keyStoreContent);
  return pickSigningKey(readKeyStore(bytes, storePassword), readText(fields.alias), clock.now());
}

/** Whom the assertion is made out to: the host that all orgs of the environment share, unless one was entered. */
function audienceOf(fields: JsonObject, { loginUrl }: Hosts): string {
  const entered = readText(fields.audience);
  if (entered !== '') return entered;
  switch (fields.environment) {
    case 'practice':
      return loginUrl;
    case 'test':
      return 'https://test.salesforce.com';
    default:
      return isSandbox(new URL(loginUrl).hostname) ? 'https://test.salesforce.com' : 'https://login.salesforce.com';
  }
}

/** Sandboxes are called `acme--name`, or stand with scratch orgs under a part of the domain of their own. */
function isSandbox(hostname: string): boolean {
  return (hostname.split('.')[0] ?? '').includes('--') || /\.(?:sandbox|scratch)\.my\./.test(hostname);
}

/** An external client app answers only to assertions made out to the org's own address (protocol notes §2). */
function nameOwnAddress(error: unknown, audience: string): unknown {
  if (!(error instanceof MillraceError) || error.data.error !== 'app_not_found') return error;
  const fix = `Choose the environment “Custom domain”, and enter the org’s own address as Audience URL instead of ${audience}.`;
  const { code, data, message, why } = error;
  return new MillraceError(code, { ...data, field: 'audience' }, { message, why, fix, cause: error });
}

function needText(fields: JsonObject, key: string, label: string): string {
  const text = readText(fields[key]);
  if (text === '') throw new MillraceError('SETTING_REQUIRED', { label, field: key });
  return text;
}

function readText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
