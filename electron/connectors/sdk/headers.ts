/** Names of headers mean the same in any case (RFC 9110 §5.1); `name` is in lower case. */
export function hasHeader(headers: Readonly<Record<string, string>>, name: string): boolean {
  return Object.keys(headers).some((present) => present.toLowerCase() === name);
}

const secretNames = /authoriz|cookie|token|secret|passw|signature|credential|session|api-?key|access-?key|-key$/i;

/** True for a header whose value is likely secret, as far as its name tells. */
export function isSecretHeader(name: string): boolean {
  return secretNames.test(name) && name.toLowerCase() !== 'idempotency-key';
}
