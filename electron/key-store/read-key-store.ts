import { MillraceError } from '../../shared/errors/index.ts';
import { isInteger, membersOf, parseAsn1 } from './asn1.ts';
import { unreadable } from './flaws.ts';
import { jksMagic, readJks } from './jks.ts';
import { pemBegin, readPem } from './pem.ts';
import { readPkcs12 } from './pkcs12.ts';
import { type KeyStore, readCertificate } from './stored-key.ts';

/** Key stores are a few kilobytes; one with hundreds of certificates stays far below. In bytes. */
export const longestKeyStore = 1_000_000;

/** The first bytes of Java's second own format, which keeps keys under a cipher of its own. */
const jceksMagic = 0xcececece;

/**
 * Opens a key store: PEM, PKCS#12 or JKS, told by its content, since keytool writes PKCS#12 into files called `.jks`.
 * The work is bounded whatever the file says.
 * @throws MillraceError KEY_STORE_UNREADABLE, KEY_STORE_PASSWORD_WRONG; KEY_NOT_FOUND when it holds no private key.
 */
export function readKeyStore(bytes: Uint8Array, password: string): KeyStore {
  const store = readByContent(bytes, password);
  if (store.keys.length === 0) throw noKey('The file holds certificates at most, but no private key.');
  return store;
}

function readByContent(bytes: Uint8Array, password: string): KeyStore {
  if (bytes.length === 0) throw unreadable('The file is empty.');
  if (bytes.length > longestKeyStore) throw unreadable('The file is too large to be a key store.');
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const magic = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  if (magic === jksMagic) return readJks(bytes, password);
  if (magic === jceksMagic) {
    throw unreadable(
      'It is a key store of the kind JCEKS. Convert a copy of it: keytool -importkeystore -srckeystore FILE -destkeystore NEW.p12 -deststoretype pkcs12',
    );
  }
  if (a === 0x30 && isPkcs12(bytes)) return readPkcs12(bytes, password);
  const text = new TextDecoder().decode(bytes);
  if (text.includes(pemBegin)) return readPem(text, password);
  if (a === 0x30 && readCertificate(bytes)) throw noKey('The file is a certificate without its private key.');
  throw unreadable('It is none of PKCS#12 (.p12, .pfx), JKS and PEM.');
}

/** A PKCS#12 file begins with its version; a certificate, which can look alike, doesn't. */
function isPkcs12(bytes: Uint8Array): boolean {
  return isInteger(membersOf(parseAsn1(bytes))[0]);
}

function noKey(detail: string): MillraceError {
  return new MillraceError('KEY_NOT_FOUND', { detail, field: 'keyStore' });
}
