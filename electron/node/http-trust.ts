import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { ClientCertificate } from '../ports/http.ts';

/**
 * Whom encrypted connections trust and who they are themselves: the authorities that Node brings or was given
 * (`NODE_EXTRA_CA_CERTS`), those of the computer's own store, where administrators install the one of a network that
 * inspects connections, and nobody else. Made once for many connections, since it reads hundreds of certificates.
 */
export function createTrust(clientCertificate: ClientCertificate | undefined): SecureContext {
  const authorities = [...readAuthorities('default'), ...readAuthorities('system')];
  return createSecureContext({
    // Without any, Node falls back to its own list.
    ...(authorities.length > 0 ? { ca: authorities } : {}),
    ...(clientCertificate ? { cert: clientCertificate.certificates, key: clientCertificate.privateKey } : {}),
  });
}

function readAuthorities(kind: 'default' | 'system'): string[] {
  try {
    return getCACertificates(kind);
  } catch {
    // A store that can't be read adds nobody: fewer hosts are trusted then, never more.
    return [];
  }
}
