import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { WebhookKeys } from '../ports/webhook-keys.ts';

const BYTES = 32;

/** From Node's own cryptography. */
export function createNodeWebhookKeys(): WebhookKeys {
  return {
    create: () => randomBytes(BYTES).toString('base64url'),
    sign: (secret, parts) => {
      const mac = createHmac('sha256', secret);
      for (const part of parts) mac.update(part);
      return mac.digest('hex');
    },
    equal: (one, other) => {
      const [left, right] = [Buffer.from(one), Buffer.from(other)];
      return left.length === right.length && timingSafeEqual(left, right);
    },
  };
}
