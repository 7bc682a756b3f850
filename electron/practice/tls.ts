import { createServer, type Server } from 'node:https';
import type { Org } from './org.ts';

/** How long a certificate is valid. */
const validDays = 30;
const dayMs = 86_400_000;

/** Where the hosts are reached over TLS, and the certificate (PEM) that clients have to trust. */
export interface TlsAddresses {
  readonly loginUrl: string;
  readonly instanceUrl: string;
  readonly certificate: string;
}

/** What a TLS server identifies itself with, both as PEM. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly privateKey: string;
}

/**
 * Makes a key and a certificate signed by itself, for 127.0.0.1 and localhost, valid for 30 days. Both live in memory
 * only: a client that shall trust the certificate gets it from `PracticeOrg.tls`.
 */
export async function makeTlsIdentity(): Promise<TlsIdentity> {
  // Loaded when asked for, since few orgs need it and it takes longer to load than an org to start.
  const { generate } = await import('selfsigned');
  // The computer's clock, not the org's: it is what clients compare the certificate's validity with.
  const start = new Date();
  const { cert, private: privateKey } = await generate([{ name: 'commonName', value: 'Practice org' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(start.getTime() - dayMs),
    notAfterDate: new Date(start.getTime() + validDays * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { certificate: cert, privateKey };
}

/** A server for HTTPS with this identity that has no listener yet. */
export function createTlsServer({ certificate, privateKey }: TlsIdentity, maxHeaderSize: number): Server {
  return createServer({ cert: certificate, key: privateKey, maxHeaderSize });
}

/** The same org, all state shared, as it looks over TLS: whatever names one of its addresses names the TLS one. */
export function seenOverTls(org: Org, loginUrl: string, instanceUrl: string): Org {
  return Object.create(org, {
    loginUrl: { value: loginUrl, enumerable: true },
    instanceUrl: { value: instanceUrl, enumerable: true },
  }) as Org;
}
