import { createHash, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto';

/** The key an org signs its own tokens with, RSA 2048. It is made when first needed and lives as long as the process. */
export class OrgKey {
  #pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | null = null;

  #keys() {
    this.#pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
    return this.#pair;
  }

  /** The public half as a JSON Web Key (RFC 7517), named by its thumbprint (RFC 7638). */
  describe(): JsonWebKey & { readonly kid: string } {
    const { e, kty, n } = this.#keys().publicKey.export({ format: 'jwk' });
    const kid = createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
    return { kty, n, e, kid, alg: 'RS256', use: 'sig' };
  }

  /** Signs claims as a JSON Web Token with RS256. */
  sign(claims: Readonly<Record<string, unknown>>, header: Readonly<Record<string, string>> = {}): string {
    const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const head = { alg: 'RS256', typ: 'JWT', kid: this.describe().kid, ...header };
    const signed = `${encode(head)}.${encode(claims)}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), this.#keys().privateKey).toString('base64url')}`;
  }
}
