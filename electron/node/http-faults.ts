import { MillraceError } from '../../shared/errors/index.ts';

/** Where a request stood when it failed: `sent` is true once its first byte may have left. */
export type FaultPlace = { host: string; sent: boolean; seconds: number };

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
  CERT_HAS_EXPIRED: ['tls', 'Its certificate has expired.'],
  CERT_NOT_YET_VALID: ['tls', 'Its certificate isn’t valid yet; check this computer’s clock.'],
  CERT_REVOKED: ['tls', 'Its certificate was revoked.'],
  CERT_REJECTED: ['tls', 'Its certificate isn’t trusted for this use.'],
  CERT_UNTRUSTED: ['tls', 'Its certificate isn’t trusted for this use.'],
  INVALID_PURPOSE: ['tls', 'Its certificate isn’t made for servers.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls', 'Its certificate is self-signed, so this computer doesn’t trust it.'],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls', 'Its certificate comes from an authority that this computer doesn’t trust.'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls', 'Its certificate comes from an authority that this computer doesn’t trust.'],
  UNABLE_TO_GET_ISSUER_CERT: ['tls', 'Its certificate comes from an authority that this computer doesn’t trust.'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    'tls',
    'Its certificate comes from an authority that this computer doesn’t trust.',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls', 'Its certificate is for another name.'],
  // TLS 1.3's alert 116 (RFC 8446 §6.2).
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: ['client-certificate', 'It asks for a client certificate.'],
  ERR_TLS_DH_PARAM_SIZE: ['tls', 'Its encryption is too weak.'],
};

/** Turns what the network threw into CONNECTION_ERROR or REQUEST_TIMEOUT; `data` holds `host`, `reason`, `sent`. */
export function describeFault(thrown: unknown, { host, sent, seconds }: FaultPlace): MillraceError {
  if (thrown instanceof MillraceError) return thrown;
  const code = findCode(thrown);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return timeoutFault({ host, sent, seconds }, 'connect', thrown);
  }
  const [reason, detail] = plainCauses[code] ?? guessCause(code);
  return new MillraceError('CONNECTION_ERROR', { host, reason, detail, sent, cause: code }, { cause: thrown });
}

/** REQUEST_TIMEOUT with the phase that took too long: `connect`, `headers` or `body`. */
export function timeoutFault(
  { host, sent, seconds }: FaultPlace,
  phase: 'connect' | 'headers' | 'body',
  cause?: unknown,
): MillraceError {
  return new MillraceError('REQUEST_TIMEOUT', { host, seconds, phase, sent }, { cause });
}

function guessCause(code: string): [reason: string, detail: string] {
  if (code.startsWith('HPE_')) return ['garbage', 'What it answered isn’t HTTP.'];
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO') {
    return ['tls', 'No encrypted connection could be agreed on; it may not speak https there.'];
  }
  if (/CERT|CRL|SIGNATURE|CA_|CHAIN/.test(code)) return ['tls', `Its certificate can’t be trusted (${code}).`];
  return ['network', code === '' ? 'The network failed.' : `The network failed (${code}).`];
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
