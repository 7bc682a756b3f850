/** Unguessable values of one authorization, from the system's secure generator. */
export type ProofKey = {
  /** Ties the browser's answer to this request: 256 bits. */
  state: string;
  /** The PKCE verifier: 43 characters of base64url, 256 bits (RFC 7636 §4.1). */
  verifier: string;
  /** Its SHA-256 digest in base64url, sent ahead (method S256). */
  challenge: string;
};

/** Makes them. */
export type ProofKeys = { create(): ProofKey };
