import { generate } from 'selfsigned';

/** A certificate and its private key, both as PEM. */
export type Identity = { certificate: string; privateKey: string };

export type CertificateDetails = {
  name?: string;
  /** Who signs it; itself unless given. */
  issuer?: Identity;
  hosts?: readonly string[];
  addresses?: readonly string[];
  isAuthority?: boolean;
  purpose?: 'server' | 'client';
  /** Days from now; from yesterday for a month unless given. */
  from?: number;
  to?: number;
};

const dayMs = 86_400_000;

/** Makes a certificate of an EC key, for localhost and 127.0.0.1 unless said otherwise. */
export async function makeCertificate(details: CertificateDetails = {}): Promise<Identity> {
  const { name = 'localhost', issuer, hosts = ['localhost'], addresses = ['127.0.0.1'] } = details;
  const { isAuthority = false, purpose = 'server', from = -1, to = 30 } = details;
  const { cert, private: privateKey } = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() + from * dayMs),
    notAfterDate: new Date(Date.now() + to * dayMs),
    ...(issuer ? { ca: { key: issuer.privateKey, cert: issuer.certificate } } : {}),
    extensions: [
      { name: 'basicConstraints', cA: isAuthority, critical: true },
      isAuthority
        ? { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true }
        : { name: 'keyUsage', digitalSignature: true, critical: true },
      ...(isAuthority
        ? []
        : [
            { name: 'extKeyUsage' as const, serverAuth: purpose === 'server', clientAuth: purpose === 'client' },
            {
              name: 'subjectAltName' as const,
              altNames: [
                ...hosts.map((value) => ({ type: 2 as const, value })),
                ...addresses.map((ip) => ({ type: 7 as const, ip })),
              ],
            },
          ]),
    ],
  });
  return { certificate: `${cert.trimEnd()}\n`, privateKey };
}

/** Makes a certificate authority. */
export function makeAuthority(name: string, details: CertificateDetails = {}): Promise<Identity> {
  return makeCertificate({ ...details, name, isAuthority: true });
}
