import { createHash, randomBytes } from 'node:crypto';
import type { ProofKeys } from '../ports/proof-keys.ts';

const BYTES = 32;

/** Proof keys from Node's secure generator. */
export function createNodeProofKeys(): ProofKeys {
  return {
    create: () => {
      const verifier = randomBytes(BYTES).toString('base64url');
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      return { state: randomBytes(BYTES).toString('base64url'), verifier, challenge };
    },
  };
}
