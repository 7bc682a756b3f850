import type { KeyObject, X509Certificate } from 'node:crypto';
import type { KeyStore, StoredKey } from './stored-key.ts';

/** What may be shown of a key. Names and dates are its certificate's, null where the file holds none; dates are ISO 8601, UTC. */
export type KeyFacts = {
  alias: string;
  subject: string | null;
  issuer: string | null;
  notBefore: string | null;
  notAfter: string | null;
  /** Kind and size: `RSA 2048`, `EC prime256v1`. */
  algorithm: string;
  /** False for one that can't sign in now; `warning` says why. */
  usable: boolean;
  /** Why it can't sign in, or soon can't. */
  warning?: string;
};

/** A certificate that ends sooner is worth a warning (ui.md §8.4). */
const warningDays = 30;
const dayMs = 86_400_000;
/** Salesforce and RFC 7518 §3.3 refuse shorter RSA keys. */
const fewestBits = 2_048;
const longestName = 500;

/** The facts of every key, in the file's order. `now` is in milliseconds since 1970. */
export function describeKeys({ keys }: KeyStore, now: number): KeyFacts[] {
  return keys.map((stored) => {
    const { alias, key, certificate } = stored;
    const kind = key instanceof Error ? certificate?.publicKey : key;
    const flaw = findKeyFlaw(stored) ?? findDateFlaw(certificate, now);
    const warning = flaw ?? warnOfEnd(certificate, now);
    return {
      alias,
      subject: certificate ? readName(certificate.subject) : null,
      issuer: certificate ? readName(certificate.issuer) : null,
      notBefore: certificate?.validFromDate.toISOString() ?? null,
      notAfter: certificate?.validToDate.toISOString() ?? null,
      algorithm: kind ? nameAlgorithm(kind) : 'unknown',
      usable: flaw === undefined,
      ...(warning === undefined ? {} : { warning }),
    };
  });
}

/** Why the key can't make an RS256 signature, or undefined. */
export function findKeyFlaw({ key }: StoredKey): string | undefined {
  if (key instanceof Error) return key.why;
  if (key.asymmetricKeyType !== 'rsa') return `It is a key of the kind ${nameAlgorithm(key)}; an RSA key is needed.`;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits < fewestBits ? `It has ${bits} bits; ${fewestBits} are needed.` : undefined;
}

/** Why the certificate isn't valid at this time, or undefined. */
export function findDateFlaw(certificate: X509Certificate | undefined, now: number): string | undefined {
  if (!certificate) return undefined;
  const { validFromDate, validToDate } = certificate;
  if (now < validFromDate.getTime()) return `It becomes valid on ${showDay(validFromDate)}.`;
  if (now > validToDate.getTime()) return `It expired on ${showDay(validToDate)}.`;
  return undefined;
}

function warnOfEnd(certificate: X509Certificate | undefined, now: number): string | undefined {
  if (!certificate) return undefined;
  const days = Math.floor((certificate.validToDate.getTime() - now) / dayMs);
  if (days >= warningDays) return undefined;
  const end = showDay(certificate.validToDate);
  if (days < 1) return `It expires within a day, on ${end}.`;
  return `It expires in ${days} ${days === 1 ? 'day' : 'days'}, on ${end}.`;
}

function nameAlgorithm(key: KeyObject): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const kind = (key.asymmetricKeyType ?? 'unknown').toUpperCase();
  return [kind, modulusLength ?? namedCurve].filter((part) => part !== undefined).join(' ');
}

/** Node writes one part of a name a line. */
function readName(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ').slice(0, longestName);
}

function showDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}
