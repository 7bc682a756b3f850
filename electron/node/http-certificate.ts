import { X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';

/** What may be shown of a server's certificate: names as one line each, times in ISO 8601 (UTC). */
export type CertificateFacts = {
  subject: string;
  issuer: string;
  validFrom: string;
  validTo: string;
  /** The hosts it is for. */
  names: string;
};

const longestName = 300;

/**
 * Remembers the certificate that a server presents, whatever becomes of the handshake: once verifying fails, the socket
 * is gone and with it the certificate. The returned function gives the facts, or undefined where none came.
 */
export function watchCertificate(socket: unknown): () => CertificateFacts | undefined {
  let facts: CertificateFacts | undefined;
  if (socket instanceof TLSSocket) {
    // Node emits `secure` when the handshake is done, and verifies in a listener of its own: this one comes before it.
    socket.prependListener('secure', () => {
      // `getPeerX509Certificate` would leave Node's own check of the name without a certificate (seen in 24.21).
      const { raw } = socket.getPeerCertificate();
      facts = raw && describeCertificate(new X509Certificate(raw));
    });
  }
  return () => facts;
}

function describeCertificate(certificate: X509Certificate): CertificateFacts {
  return {
    subject: readName(certificate.subject),
    issuer: readName(certificate.issuer),
    validFrom: certificate.validFromDate.toISOString(),
    validTo: certificate.validToDate.toISOString(),
    names: (certificate.subjectAltName ?? '').slice(0, longestName),
  };
}

/** Node writes one part of a name a line. */
function readName(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ').slice(0, longestName);
}
