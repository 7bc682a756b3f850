import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { MillraceError } from '../../shared/errors/index.ts';
import type { Cipher } from '../ports/cipher.ts';

// NIST SP 800-38D: 96-bit random nonce, 128-bit tag.
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** AES-256-GCM. A sealed blob is nonce, tag, ciphertext. */
export function createNodeCipher(): Cipher {
  return {
    createKey: () => new Uint8Array(randomBytes(KEY_BYTES)),
    identify: (key) => createHmac('sha256', key).update('millrace.key-id/1').digest('hex').slice(0, 32),
    seal: (key, plain, context) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), encrypted]));
    },
    open: (key, sealed, context) => {
      try {
        const nonce = sealed.subarray(0, NONCE_BYTES);
        const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(context))
          .setAuthTag(tag);
        const encrypted = sealed.subarray(NONCE_BYTES + TAG_BYTES);
        return new Uint8Array(Buffer.concat([decipher.update(encrypted), decipher.final()]));
      } catch (cause) {
        throw new MillraceError('SECRET_DAMAGED', {}, { cause });
      }
    },
  };
}
