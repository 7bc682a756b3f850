/** A refusal in the form of OAuth (RFC 6749 §5.2): `error` and `error_description`. */
export class OAuthError extends Error {
  readonly code: string;

  constructor(code: string, description: string) {
    super(description);
    this.name = 'OAuthError';
    this.code = code;
  }
}

/** What most refused grants are: `invalid_grant`. */
export function invalidGrant(description: string): OAuthError {
  return new OAuthError('invalid_grant', description);
}

/** `unsupported_grant_type`: an unknown grant, or one the org has switched off. */
export function unsupportedGrant(): OAuthError {
  return new OAuthError('unsupported_grant_type', 'grant type not supported');
}
