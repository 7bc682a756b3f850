import { createHash, type X509Certificate } from 'node:crypto';
import { algorithmOf, membersOf, octetsOf, parseAsn1 } from './asn1.ts';
import { damaged, unreadable, unusable, wrongPassword } from './flaws.ts';
import { toUtf16 } from './pkcs12-password.ts';
import { type FoundKey, type KeyStore, matchCertificates, readCertificate, readPkcs8 } from './stored-key.ts';

/** The first bytes of a JKS file. */
export const jksMagic = 0xfeedfeed;

const privateKeyTag = 1;
const certificateTag = 2;
const digestBytes = 20;
/** Put between the password and the data in the integrity digest. */
const whitener = new TextEncoder().encode('Mighty Aphrodite');
/** Sun's own key protector. */
const keyProtector = '1.3.6.1.4.1.42.2.17.1.1';

/**
 * Reads Java's own key store. The format is documented in OpenJDK's sources only: sun.security.provider.JavaKeyStore
 * (the file: magic, version, entries, SHA-1 over password, “Mighty Aphrodite” and data) and
 * sun.security.provider.KeyProtector (each key: a salt, the key XOR-ed with a chain of SHA-1, and a digest).
 * @throws MillraceError KEY_STORE_UNREADABLE, KEY_STORE_PASSWORD_WRONG.
 */
export function readJks(bytes: Uint8Array, password: string): KeyStore {
  const data = bytes.subarray(0, Math.max(0, bytes.length - digestBytes));
  const secret = toUtf16(password);
  const entries = readEntries(data);
  const digest = createHash('sha1').update(secret).update(whitener).update(data).digest();
  if (!sameBytes(digest, bytes.subarray(data.length))) throw wrongPassword(password);
  const found = entries.map(({ alias, sealed, certificate }): FoundKey => {
    const plain = openKey(sealed, secret);
    const key =
      plain === undefined
        ? unusable(
            alias,
            'It has a password of its own, other than the file’s.',
            `Give it the file’s password: keytool -keypasswd -alias ${alias} -keystore FILE`,
          )
        : readPkcs8(alias, plain);
    return { alias, key, certificate };
  });
  const certificates = entries.flatMap(({ chain }) => chain);
  return { kind: 'jks', keys: matchCertificates(found, []), certificates };
}

/** A key with the certificate of its own, and what can be read of the chain that begins with it. */
type Entry = {
  alias: string;
  sealed: Uint8Array;
  certificate: X509Certificate | undefined;
  chain: X509Certificate[];
};

function readEntries(data: Uint8Array): Entry[] {
  const reader = createReader(data);
  reader.number(4);
  const version = reader.number(4);
  if (version !== 1 && version !== 2)
    throw unreadable(`It is a Java key store of version ${version}, which isn’t known.`);
  const readChainPart = (): Uint8Array => {
    if (version === 2) reader.bytes(reader.number(2));
    return reader.bytes(reader.number(4));
  };
  const keys: Entry[] = [];
  const count = reader.number(4);
  for (let index = 0; index < count; index += 1) {
    const tag = reader.number(4);
    const alias = new TextDecoder().decode(reader.bytes(reader.number(2)));
    reader.bytes(8); // When the entry was made.
    if (tag === certificateTag) {
      readChainPart();
      continue;
    }
    if (tag !== privateKeyTag) throw damaged();
    const sealed = reader.bytes(reader.number(4));
    const length = reader.number(4);
    const chain: (X509Certificate | undefined)[] = [];
    for (let place = 0; place < length; place += 1) chain.push(readCertificate(readChainPart()));
    const readable = chain.filter((certificate) => certificate !== undefined);
    keys.push({ alias, sealed, certificate: chain[0], chain: readable });
  }
  if (!reader.isAtEnd()) throw damaged();
  return keys;
}

/** The key in PKCS#8 form, or undefined when the password isn't its own. */
function openKey(sealed: Uint8Array, secret: Uint8Array): Uint8Array | undefined {
  const [scheme, content] = membersOf(parseAsn1(sealed));
  if (algorithmOf(scheme).id !== keyProtector) throw damaged();
  const bytes = octetsOf(content);
  if (bytes.length < 2 * digestBytes) throw damaged();
  const hidden = bytes.subarray(digestBytes, bytes.length - digestBytes);
  const plain = new Uint8Array(hidden.length);
  let mask: Uint8Array = bytes.subarray(0, digestBytes);
  for (let start = 0; start < hidden.length; start += digestBytes) {
    mask = createHash('sha1').update(secret).update(mask).digest();
    for (let index = start; index < Math.min(start + digestBytes, hidden.length); index += 1) {
      plain[index] = (hidden[index] ?? 0) ^ (mask[index - start] ?? 0);
    }
  }
  const check = createHash('sha1').update(secret).update(plain).digest();
  return sameBytes(check, bytes.subarray(bytes.length - digestBytes)) ? plain : undefined;
}

function createReader(data: Uint8Array) {
  let at = 0;
  const bytes = (length: number): Uint8Array => {
    if (length > data.length - at) throw damaged();
    at += length;
    return data.subarray(at - length, at);
  };
  return {
    bytes,
    /** A big-endian number without sign. */
    number: (length: 2 | 4): number => bytes(length).reduce((value, byte) => value * 256 + byte, 0),
    isAtEnd: () => at === data.length,
  };
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
