import { MillraceError } from '../../shared/errors/index.ts';
import type { CertificateFacts } from './http-certificate.ts';

/**
 * Where a request stood when it failed: `sent` is true once its first byte may have left, `certificate` is the one that
 * the host presented, `identified` is true where a client certificate was there to be shown.
 */
export type FaultPlace = {
  host: string;
  sent: boolean;
  seconds: number;
  certificate?: CertificateFacts | undefined;
  identified?: boolean;
};

const plainCauses: Record<string, [reason: string, detail: string]> = {
  ECONNREFUSED: ['refused', 'Nothing accepts connections there.'],
  ENOTFOUND: ['dns', 'No address is known for this name.'],
  EAI_AGAIN: ['dns', 'Names can’t be looked up right now; the network may be down.'],
  EAI_NODATA: ['dns', 'No address is known for this name.'],
  ECONNRESET: ['reset', 'The connection was cut off.'],
  EPIPE: ['reset', 'The connection was cut off.'],
  ECONNABORTED: ['reset', 'The connection was cut off.'],
  EHOSTUNREACH: ['unreachable', 'No route leads there.'],
  ENETUNREACH: ['unreachable', 'No route leads there; the network may be down.'],
  EADDRNOTAVAIL: ['unreachable', 'No route leads there.'],
  EACCES: ['blocked', 'This computer doesn’t allow the connection.'],
  EPERM: ['blocked', 'This computer doesn’t allow the connection.'],
  UND_ERR_SOCKET: ['reset', 'The connection was cut off before the answer was complete.'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['cut', 'The answer ended before it was complete.'],
  UND_ERR_HEADERS_OVERFLOW: ['garbage', 'The answer’s headers are too large.'],
  CERT_HAS_EXPIRED: ['certificate', 'Its certificate has expired.'],
  CERT_NOT_YET_VALID: ['certificate', 'Its certificate isn’t valid yet; check this computer’s clock.'],
  CERT_REVOKED: ['certificate', 'Its certificate was revoked.'],
  CERT_REJECTED: ['certificate', 'Its certificate isn’t trusted for this use.'],
  CERT_UNTRUSTED: ['certificate', 'Its certificate isn’t trusted for this use.'],
  INVALID_PURPOSE: ['certificate', 'Its certificate isn’t made for servers.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['certificate', 'Its certificate is self-signed, so this computer doesn’t trust it.'],
  SELF_SIGNED_CERT_IN_CHAIN: [
    'certificate',
    'Its certificate comes from an authority that this computer doesn’t trust.',
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'certificate',
    'Its certificate comes from an authority that this computer doesn’t trust.',
  ],
  UNABLE_TO_GET_ISSUER_CERT: [
    'certificate',
    'Its certificate comes from an authority that this computer doesn’t trust.',
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    'certificate',
    'Its certificate comes from an authority that this computer doesn’t trust.',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: ['certificate', 'Its certificate is for another name.'],
  ERR_TLS_DH_PARAM_SIZE: ['tls', 'Its encryption is too weak.'],
};

function fixOfDistrust(code: string, host: string): string {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return `Check this computer’s date, or ask whoever runs ${host} to renew the certificate.`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'Check the domain name.';
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return 'Check the domain name. If your network inspects encrypted connections, have its certificate authority installed on this computer.';
    default:
      return `Check the domain name, or ask whoever runs ${host} to renew the certificate.`;
  }
}

/** What no repetition changes: who is on either side of an encrypted connection, and what they think of each other. */
const lasting = new Set(['certificate', 'client-certificate', 'client-certificate-refused']);

/**
 * Turns what the network threw into CONNECTION_ERROR or REQUEST_TIMEOUT; `data` holds `host`, `reason`, `sent`, and
 * `certificate` where the host's own isn't trusted.
 */
export function describeFault(thrown: unknown, place: FaultPlace): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const { host, sent, seconds, certificate } = place;
  const code = findCode(thrown);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return timeoutFault({ host, sent, seconds }, 'connect', thrown);
  }
  const [reason, detail] = plainCauses[code] ?? guessCause(code, place);
  const described = certificate && reason === 'certificate' ? `${detail} ${describeCertificate(certificate)}` : detail;
  const data = { host, reason, detail: described, sent, cause: code };
  if (!lasting.has(reason)) return new MillraceError('CONNECTION_ERROR', data, { cause: thrown });
  const shown = reason === 'certificate' && certificate ? { ...data, certificate } : data;
  return new MillraceError('CONNECTION_ERROR', shown, {
    ...describeDistrust(reason, code, host),
    cause: thrown,
    retryable: false,
  });
}

/** The certificate in a sentence: a person can tell by it whether it is the wrong host, an old certificate or a stranger. */
function describeCertificate({ subject, issuer, validFrom, validTo, names }: CertificateFacts): string {
  const holder = names === '' ? subject : names.replaceAll('DNS:', '').replaceAll('IP Address:', '');
  return `It is made out to ${holder || 'nobody'} by ${issuer || 'nobody'}, valid from ${validFrom.slice(0, 10)} to ${validTo.slice(0, 10)}.`;
}

/** The words for who isn't trusted, in place of the catalogue's, which speak of the network. */
function describeDistrust(reason: string, code: string, host: string): { message: string; fix: string } {
  switch (reason) {
    case 'client-certificate':
      return { message: `${host} asked for a client certificate.`, fix: 'Add it under Advanced ▸ Mutual TLS.' };
    case 'client-certificate-refused':
      return {
        message: `${host} refused the client certificate.`,
        fix: 'Choose another one under Advanced ▸ Mutual TLS, or have this one registered there.',
      };
    default:
      return {
        message: `${host} presented a certificate that this computer doesn’t trust.`,
        fix: fixOfDistrust(code, host),
      };
  }
}

/** REQUEST_TIMEOUT with the phase that took too long: `connect`, `headers` or `body`. */
export function timeoutFault(
  { host, sent, seconds }: FaultPlace,
  phase: 'connect' | 'headers' | 'body',
  cause?: unknown,
): MillraceError {
  return new MillraceError('REQUEST_TIMEOUT', { host, seconds, phase, sent }, { cause });
}

/** Alerts by which a server says what it thinks of the client's certificate (RFC 8446 §6.2), in OpenSSL's words. */
const certificateAlert =
  /ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(?:REVOKED|EXPIRED|UNKNOWN)|UNKNOWN_CA|ACCESS_DENIED)$/;

function guessCause(code: string, { identified = false, certificate }: FaultPlace): [reason: string, detail: string] {
  if (code.endsWith('ALERT_CERTIFICATE_REQUIRED') || (certificateAlert.test(code) && !identified)) {
    return ['client-certificate', 'It lets in only who shows one.'];
  }
  if (certificateAlert.test(code)) return ['client-certificate-refused', `It said: ${readAlert(code)}.`];
  if (code.endsWith('ALERT_HANDSHAKE_FAILURE')) {
    return ['tls', 'No encrypted connection could be agreed on; it may want a client certificate.'];
  }
  if (code.startsWith('HPE_')) return ['garbage', 'What it answered isn’t HTTP.'];
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO') {
    return ['tls', 'No encrypted connection could be agreed on; it may not speak https there.'];
  }
  if (/CERT|CRL|SIGNATURE|CA_|CHAIN/.test(code) || (code === 'UNSPECIFIED' && certificate)) {
    // Node has no name for some of OpenSSL’s reasons, such as an issuer that is no authority.
    return ['certificate', `Its certificate can’t be trusted (${code}).`];
  }
  return ['network', code === '' ? 'The network failed.' : `The network failed (${code}).`];
}

function readAlert(code: string): string {
  return code
    .replace(/^.*ALERT_/, '')
    .replaceAll('_', ' ')
    .toLowerCase();
}

/** The code of the error or of the first of its causes that has one; several addresses tried give an AggregateError. */
function findCode(thrown: unknown): string {
  let error = thrown;
  for (let depth = 0; depth < 5 && error instanceof Error; depth++) {
    // undici leaves the code of some of its parser's errors out.
    if (error.name === 'HTTPParserError') return 'HPE_INVALID';
    if ('code' in error && typeof error.code === 'string' && error.code !== 'UND_ERR') return error.code;
    error = error instanceof AggregateError ? error.errors[0] : error.cause;
  }
  return '';
}
