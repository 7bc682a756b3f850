/** The header with the seconds since 1970 at which the caller signed. */
export const TIMESTAMP_HEADER = 'X-Millrace-Timestamp';

/** The header with the signature: `sha256=` and 64 hexadecimal digits. */
export const SIGNATURE_HEADER = 'X-Millrace-Signature';

/** A call to try a webhook with, for a POSIX shell; a signed one takes the secret from `SECRET`. */
export function exampleCall(address: string, signed: boolean): string {
  if (!signed) {
    return `curl '${address}' \\\n  -H 'Content-Type: application/json' \\\n  -d '{"Email":"ada@example.org"}'`;
  }
  return [
    `body='{"Email":"ada@example.org"}'`,
    'now=$(date +%s)',
    `signature=$(printf '%s.%s' "$now" "$body" | openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1)`,
    `curl '${address}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -H "${TIMESTAMP_HEADER}: $now" \\`,
    `  -H "${SIGNATURE_HEADER}: sha256=$signature" \\`,
    `  -d "$body"`,
  ].join('\n');
}
