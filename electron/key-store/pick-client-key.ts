import type { X509Certificate } from 'node:crypto';
import { MillraceError } from '../../shared/errors/index.ts';
import { unusable } from './flaws.ts';
import { findDateFlaw } from './key-facts.ts';
import { pickKey } from './pick-key.ts';
import type { KeyStore, StoredKey } from './stored-key.ts';

/** Who a client is in mutual TLS: its key (PKCS#8) and the chain of its certificate, leaf first, both as PEM. */
export type ClientKey = { privateKey: string; certificates: string };

/** More links than any chain has that is in order. */
const longestChain = 10;

/**
 * The key to show to a server that asks for a client certificate, of any kind, by its alias; without one, the file's
 * only key, or its only one with a certificate that is valid now.
 * @throws MillraceError KEY_NOT_FOUND, KEY_UNUSABLE (damaged, without a certificate), CERTIFICATE_NOT_VALID at `now`,
 * which is in milliseconds since 1970.
 */
export function pickClientKey(store: KeyStore, alias: string, now: number): ClientKey {
  const stored = pickKey(store, alias, {
    isUsable: ({ key, certificate }) => !(key instanceof Error) && !!certificate && !findDateFlaw(certificate, now),
    fix: 'Enter the alias of the one that the service knows.',
  });
  const { key, certificate } = stored;
  if (key instanceof Error) throw key;
  if (!certificate) throw withoutCertificate(stored);
  const detail = findDateFlaw(certificate, now);
  if (detail !== undefined) {
    throw new MillraceError('CERTIFICATE_NOT_VALID', { alias: stored.alias, detail, field: 'keyStore' });
  }
  return {
    privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificates: chainOf(certificate, store.certificates).map(String).join(''),
  };
}

/** The certificate and those that vouch for it, as far as the file holds them; the last is left out if it is a root. */
function chainOf(certificate: X509Certificate, known: readonly X509Certificate[]): X509Certificate[] {
  const chain = [certificate];
  for (let last = certificate; chain.length < longestChain; ) {
    const issuer = known.find((candidate) => isIssuer(candidate, last));
    if (!issuer || isIssuer(issuer, issuer)) break;
    chain.push(issuer);
    last = issuer;
  }
  return chain;
}

function isIssuer(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function withoutCertificate({ alias }: StoredKey): MillraceError {
  return unusable(
    alias,
    'The file holds no certificate for it.',
    'Choose a file that holds the key and its certificate.',
  );
}
