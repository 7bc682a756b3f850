import { hashSha256 } from '../../../shared/expression/text/sha256.ts';

/** The id of the run that a call with this key makes, the same in any process: a UUID (RFC 9562 version 8) of its SHA-256 digest. */
export function calledRunId(key: string): string {
  const hex = hashSha256(key);
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
