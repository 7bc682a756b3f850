import { SignedXml } from 'xml-crypto';
import type { SigningKey } from './pick-key.ts';

const exclusiveCanonical = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/** What is signed, and after which child of it the signature stands, both by local name. */
export type SignedElement = { name: string; signatureAfter: string };

/**
 * Signs the one element of this name with RSA-SHA256 over its exclusive canonical form (XML Signature 1.1, RFC 9231).
 * The element must have an attribute `ID`; the certificate comes along where there is one.
 */
export function signXml(key: SigningKey, xml: string, { name, signatureAfter }: SignedElement): string {
  const signature = new SignedXml({
    privateKey: key.privateKey,
    ...(key.certificate === undefined ? {} : { publicCert: key.certificate }),
    signatureAlgorithm: rsaSha256,
    canonicalizationAlgorithm: exclusiveCanonical,
  });
  const path = `//*[local-name(.)='${name}']`;
  signature.addReference({ xpath: path, transforms: [enveloped, exclusiveCanonical], digestAlgorithm: sha256 });
  const reference = `${path}/*[local-name(.)='${signatureAfter}']`;
  signature.computeSignature(xml, { location: { reference, action: 'after' } });
  return signature.getSignedXml();
}
