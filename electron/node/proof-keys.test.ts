import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createNodeProofKeys } from './proof-keys.ts';

describe('proof keys', () => {
  it('S36 hold 256 bits each: a verifier of 43 characters with its S256 challenge, and a state', () => {
    const { state, verifier, challenge } = createNodeProofKeys().create();
    expect(verifier).toMatch(/^[\w-]{43}$/);
    expect(state).toMatch(/^[\w-]{43}$/);
    expect(challenge).toBe(createHash('sha256').update(verifier).digest('base64url'));
  });

  it('S36 never come twice', () => {
    const keys = createNodeProofKeys();
    const values = Array.from({ length: 1_000 }, () => keys.create()).flatMap(({ state, verifier }) => [
      state,
      verifier,
    ]);
    expect(new Set(values).size).toBe(2_000);
  });
});
