import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The password of every protected fixture. */
export const fixturePassword = 'practice-store';

/**
 * A file made by openssl 3.0 or by keytool 17, in Base64 so that nothing takes it for a real key. The keys are made up:
 * `acme` is RSA with 2,048 bits, `elliptic` is P-256, their certificates are valid for twenty years from 2026-11-22.
 */
export function readFixture(name: string): Uint8Array {
  const text = readFileSync(join(import.meta.dirname, 'fixtures', `${name}.b64`), 'utf8');
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** Several PEM fixtures in one file. */
export function joinFixtures(...names: string[]): Uint8Array {
  return new Uint8Array(Buffer.concat(names.map(readFixture)));
}
