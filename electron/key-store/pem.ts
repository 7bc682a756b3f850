import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { MillraceError } from '../../shared/errors/index.ts';
import { membersOf, octetsOf, parseAsn1 } from './asn1.ts';
import { decodeBase64 } from './base64.ts';
import { decrypt } from './decrypt.ts';
import { damaged, unreadable, wrongPassword } from './flaws.ts';
import { type FoundKey, type KeyStore, matchCertificates, readPkcs8 } from './stored-key.ts';
import { createWorkBudget, type WorkBudget } from './work-budget.ts';

/** What every block begins with (RFC 7468 §2). */
export const pemBegin = '-----BEGIN ';
const dashes = '-----';
/** More blocks than any bundle of certificates has that someone signs in with. */
const mostBlocks = 500;

type Block = { label: string; text: string; body: string };

/**
 * Reads keys and certificates in PEM form (RFC 7468): PKCS#8, plain or encrypted, the older forms of RSA and EC keys,
 * plain or encrypted as OpenSSL once did, and certificates. The first key is called `key`.
 * @throws MillraceError KEY_STORE_UNREADABLE, KEY_STORE_PASSWORD_WRONG.
 */
export function readPem(text: string, password: string): KeyStore {
  const budget = createWorkBudget();
  const keys: FoundKey[] = [];
  const certificates: X509Certificate[] = [];
  for (const block of listBlocks(text)) {
    if (block.label.endsWith('CERTIFICATE')) certificates.push(readCertificateBlock(block));
    else if (block.label.endsWith('PRIVATE KEY')) keys.push({ alias: 'key', key: readKey(block, password, budget) });
  }
  return { kind: 'pem', keys: matchCertificates(keys, certificates), certificates };
}

function listBlocks(text: string): Block[] {
  const blocks: Block[] = [];
  let at = text.indexOf(pemBegin);
  while (at >= 0) {
    if (blocks.length === mostBlocks) throw unreadable('It holds more keys and certificates than can be told apart.');
    const labelAt = at + pemBegin.length;
    const labelEnd = text.indexOf(dashes, labelAt);
    const label = text.slice(labelAt, labelEnd);
    if (labelEnd < 0 || !/^[A-Z0-9 ]{1,60}$/.test(label)) throw damaged();
    const bodyAt = labelEnd + dashes.length;
    const end = `${dashes}END ${label}${dashes}`;
    const endAt = text.indexOf(end, bodyAt);
    if (endAt < 0) throw damaged();
    blocks.push({ label, text: text.slice(at, endAt + end.length), body: text.slice(bodyAt, endAt) });
    at = text.indexOf(pemBegin, endAt + end.length);
  }
  return blocks;
}

function readCertificateBlock({ text }: Block): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw damaged(cause);
  }
}

function readKey(block: Block, password: string, budget: WorkBudget): KeyObject | MillraceError {
  switch (block.label) {
    case 'PRIVATE KEY':
      return readPkcs8('key', decodeBody(block.body));
    case 'ENCRYPTED PRIVATE KEY': {
      const [scheme, data] = membersOf(parseAsn1(decodeBody(block.body)));
      return readPkcs8('key', decrypt(scheme, octetsOf(data), password, budget));
    }
    case 'OPENSSH PRIVATE KEY':
      throw unreadable('It is a key of OpenSSH. Convert a copy of it: ssh-keygen -p -m PKCS8 -f FILE');
    default:
      return readOlderKey(block, password);
  }
}

/** PKCS#1 and SEC 1; OpenSSL's own encryption of them stretches the password by a single round. */
function readOlderKey({ text, body }: Block, password: string): KeyObject {
  const isEncrypted = body.includes('ENCRYPTED');
  if (isEncrypted && password === '') throw wrongPassword(password);
  try {
    return createPrivateKey(isEncrypted ? { key: text, format: 'pem', passphrase: password } : text);
  } catch (cause) {
    throw isEncrypted ? wrongPassword(password) : damaged(cause);
  }
}

function decodeBody(body: string): Uint8Array {
  const bytes = decodeBase64(body.replace(/\s+/g, ''));
  if (!bytes || bytes.length === 0) throw damaged();
  return bytes;
}
