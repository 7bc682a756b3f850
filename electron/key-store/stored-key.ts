import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { MillraceError } from '../../shared/errors/index.ts';
import { encodeBase64 } from './base64.ts';
import { unusable } from './flaws.ts';

/** The form of a key store's file. */
export type KeyStoreKind = 'pem' | 'pkcs12' | 'jks';

/** A private key of a file, or why it can't be had, with its certificate where the file holds that too. */
export type StoredKey = {
  alias: string;
  key: KeyObject | MillraceError;
  certificate: X509Certificate | undefined;
};

/** A file that was opened: its private keys in their order, each alias once, and the certificates that it holds. */
export type KeyStore = {
  kind: KeyStoreKind;
  keys: readonly StoredKey[];
  certificates: readonly X509Certificate[];
};

/** A key as a reader finds it, before it has its certificate and an alias that no other has. */
export type FoundKey = { alias: string; key: KeyObject | MillraceError; certificate?: X509Certificate | undefined };

/** Reads a private key in PKCS#8 form (RFC 5958); what isn't one is a typed error, not thrown. */
export function readPkcs8(alias: string, der: Uint8Array): KeyObject | MillraceError {
  try {
    return createPrivateKey(writePem('PRIVATE KEY', der));
  } catch {
    // Node's reasons are OpenSSL's internals; that it isn't a key we know is what helps.
    return unusable(alias, 'It is damaged, or of a kind that isn’t known here.');
  }
}

/** A certificate in DER form, or undefined for what can't be read as one: others in the file may be in order. */
export function readCertificate(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    // A key store may hold certificates of systems that nobody asks about here.
    return undefined;
  }
}

/** Gives each key the certificate of its public key, and each alias a number where it isn't the first of its name. */
export function matchCertificates(found: readonly FoundKey[], certificates: readonly X509Certificate[]): StoredKey[] {
  const byPublicKey = new Map<string, X509Certificate>();
  for (const certificate of certificates) {
    const id = publicIdOf(() => certificate.publicKey);
    if (id !== undefined && !byPublicKey.has(id)) byPublicKey.set(id, certificate);
  }
  const seen = new Map<string, number>();
  return found.map(({ alias, key, certificate }) => {
    const count = (seen.get(alias) ?? 0) + 1;
    seen.set(alias, count);
    const id = key instanceof Error ? undefined : publicIdOf(() => createPublicKey(key));
    return {
      alias: count === 1 ? alias : `${alias} (${count})`,
      key,
      certificate: certificate ?? (id === undefined ? undefined : byPublicKey.get(id)),
    };
  });
}

function publicIdOf(find: () => KeyObject): string | undefined {
  try {
    return find().export({ type: 'spki', format: 'der' }).toString('base64');
  } catch {
    // Keys of kinds that Node doesn't know have no certificate here, which is said where one is needed.
    return undefined;
  }
}

function writePem(label: string, der: Uint8Array): string {
  return `-----BEGIN ${label}-----\n${encodeBase64(der)}\n-----END ${label}-----\n`;
}
