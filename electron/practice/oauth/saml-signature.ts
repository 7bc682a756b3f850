import { DOMParser } from '@xmldom/xmldom';
import { SignedXml } from 'xml-crypto';
import { invalidGrant } from './oauth-error.ts';

const signatureNamespace = 'http://www.w3.org/2000/09/xmldsig#';
const allowedSignatures = new Set([
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
]);
const allowedDigests = new Set(['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512']);

/**
 * Parses XML that nobody vouches for. Throws OAuthError `invalid_grant` when it is not well-formed or declares a
 * document type, which could define entities.
 */
export function parseXml(xml: string): Element {
  if (/<!DOCTYPE/i.test(xml)) throw invalidGrant('invalid assertion');
  const refuse = () => {
    throw invalidGrant('invalid assertion');
  };
  const document = new DOMParser({ errorHandler: { warning: refuse, error: refuse, fatalError: refuse } });
  return document.parseFromString(xml, 'text/xml').documentElement ?? refuse();
}

/** The root's own signatures; those of anything deeper vouch for something else. */
function ownSignatures(root: Element): Element[] {
  return Array.from(root.childNodes).filter(
    (child): child is Element =>
      (child as Element).localName === 'Signature' && (child as Element).namespaceURI === signatureNamespace,
  );
}

function verify(xml: string, certificate: string): string {
  const [signature, ...others] = ownSignatures(parseXml(xml));
  if (!signature || others.length > 0) throw invalidGrant('invalid assertion');
  // The key is the registered one: a certificate that comes with the signature proves nothing.
  const signed = new SignedXml({ publicCert: certificate, getCertFromKeyInfo: () => null });
  signed.loadSignature(signature);
  if (!allowedSignatures.has(signed.signatureAlgorithm ?? '')) throw invalidGrant('invalid assertion');
  if (!signed.checkSignature(xml)) throw invalidGrant('invalid assertion');
  if (signed.getReferences().some(({ digestAlgorithm }) => !allowedDigests.has(digestAlgorithm))) {
    throw invalidGrant('invalid assertion');
  }
  const [reference, ...more] = signed.getSignedReferences();
  if (reference === undefined || more.length > 0) throw invalidGrant('invalid assertion');
  return reference;
}

/**
 * Verifies the signature of a document's root and returns exactly the XML that was signed, which may be another part
 * of the document than it seems: callers must read this and never the document. Throws OAuthError `invalid_grant` when
 * the signature is missing, ambiguous, made by another key or weaker than SHA-256.
 */
export function readSignedXml(xml: string, certificate: string | null): string {
  if (certificate === null) throw invalidGrant('invalid assertion');
  try {
    return verify(xml, certificate);
  } catch {
    // The library throws for each kind of malformed signature; the service words them all alike.
    throw invalidGrant('invalid assertion');
  }
}
