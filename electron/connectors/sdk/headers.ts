/** Names of headers mean the same in any case (RFC 9110 §5.1); `name` is in lower case. */
export function hasHeader(headers: Readonly<Record<string, string>>, name: string): boolean {
  return Object.keys(headers).some((present) => present.toLowerCase() === name);
}
