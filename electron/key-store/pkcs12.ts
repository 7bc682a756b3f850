import type { X509Certificate } from 'node:crypto';
import {
  algorithmOf,
  bmpTextOf,
  bytesOf,
  elementsOf,
  identifierOf,
  insideTag,
  integerOf,
  membersOf,
  type Node,
  octetsOf,
  octetsUnderTag,
  parseAsn1,
} from './asn1.ts';
import { decrypt } from './decrypt.ts';
import { damaged, unsupported, wrongPassword } from './flaws.ts';
import { isMacRight } from './pkcs12-mac.ts';
import { type FoundKey, type KeyStore, matchCertificates, readCertificate, readPkcs8 } from './stored-key.ts';
import { createWorkBudget, type WorkBudget } from './work-budget.ts';

const dataType = '1.2.840.113549.1.7.1';
const encryptedDataType = '1.2.840.113549.1.7.6';
const keyBag = '1.2.840.113549.1.12.10.1.1';
const shroudedKeyBag = '1.2.840.113549.1.12.10.1.2';
const certificateBag = '1.2.840.113549.1.12.10.1.3';
const safeContentsBag = '1.2.840.113549.1.12.10.1.6';
const x509Certificate = '1.2.840.113549.1.9.22.1';
const friendlyName = '1.2.840.113549.1.9.20';

type Opening = { password: string; budget: WorkBudget; keys: FoundKey[]; certificates: X509Certificate[] };

/**
 * Reads a PKCS#12 file (RFC 7292) protected by a password, or by none: PBES2 with AES as it is written today, triple
 * DES and RC2 as it was. A key without a name is called by its number, as keytool does.
 * @throws MillraceError KEY_STORE_UNREADABLE, KEY_STORE_PASSWORD_WRONG.
 */
export function readPkcs12(bytes: Uint8Array, password: string): KeyStore {
  const [version, authSafe, macData] = membersOf(parseAsn1(bytes));
  if (integerOf(version) !== 3) throw damaged();
  const { id, content } = readContentInfo(authSafe);
  if (id !== dataType) throw unsupported('a signature instead of a password');
  const safes = octetsOf(insideTag(content, 0));
  const opening: Opening = { password, budget: createWorkBudget(), keys: [], certificates: [] };
  if (macData && !isMacRight(macData, safes, password, opening.budget)) throw wrongPassword(password);
  for (const safe of membersOf(parseAsn1(safes))) readSafeContents(parseAsn1(openSafe(safe, opening)), opening);
  const { keys, certificates } = opening;
  return { kind: 'pkcs12', keys: matchCertificates(keys, certificates), certificates };
}

function openSafe(safe: Node, { password, budget }: Opening): Uint8Array {
  const { id, content } = readContentInfo(safe);
  if (id === dataType) return octetsOf(insideTag(content, 0));
  if (id !== encryptedDataType) throw unsupported('a certificate instead of a password');
  const [, encrypted] = membersOf(insideTag(content, 0));
  const [, scheme, data] = membersOf(encrypted);
  return decrypt(scheme, octetsUnderTag(data, 0), password, budget);
}

function readSafeContents(contents: Node, opening: Opening): void {
  for (const bag of membersOf(contents)) {
    const [idNode, tagged, attributes] = membersOf(bag);
    const id = identifierOf(idNode);
    const value = insideTag(tagged, 0);
    if (id === safeContentsBag) readSafeContents(value, opening);
    else if (id === certificateBag) readCertificateBag(value, opening);
    else if (id === keyBag) addKey(bytesOf(value), attributes, opening);
    else if (id === shroudedKeyBag) {
      const [scheme, data] = membersOf(value);
      addKey(decrypt(scheme, octetsOf(data), opening.password, opening.budget), attributes, opening);
    }
  }
}

function addKey(der: Uint8Array, attributes: Node | undefined, { keys }: Opening): void {
  const alias = readFriendlyName(attributes) ?? String(keys.length + 1);
  keys.push({ alias, key: readPkcs8(alias, der) });
}

function readCertificateBag(value: Node, { certificates }: Opening): void {
  const [type, tagged] = membersOf(value);
  if (identifierOf(type) !== x509Certificate) return;
  const certificate = readCertificate(octetsOf(insideTag(tagged, 0)));
  if (certificate) certificates.push(certificate);
}

function readFriendlyName(attributes: Node | undefined): string | undefined {
  for (const attribute of elementsOf(attributes)) {
    const [id, values] = membersOf(attribute);
    const name = identifierOf(id) === friendlyName ? bmpTextOf(elementsOf(values)[0])?.trim() : undefined;
    if (name) return name;
  }
  return undefined;
}

function readContentInfo(node: Node | undefined): { id: string; content: Node | undefined } {
  const { id, parameters } = algorithmOf(node);
  return { id, content: parameters };
}
