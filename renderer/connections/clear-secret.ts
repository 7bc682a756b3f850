import type { AuthSchemeManifest, ConnectorManifest, FieldManifest } from '../../shared/connector/manifest.ts';

/** Keys of secrets that prove who signs in, the most telling first. */
const primaryFirst = ['password', 'storePassword', 'clientSecret', 'token', 'value'];

/** The secret that a change of the sign-in details clears: the password where there is one. */
export function primarySecret(scheme: AuthSchemeManifest): FieldManifest | undefined {
  const secrets = scheme.fields.filter((field) => field.secret);
  for (const key of primaryFirst) {
    const found = secrets.find((field) => field.key === key);
    if (found) return found;
  }
  return secrets[0];
}

/**
 * The note to show when a change of the field `changed` clears the primary secret (ui.md §8.2); undefined when it
 * doesn't: for name, description, the secret itself, and a method without secrets.
 */
export function clearSecretAfterChange(
  connector: ConnectorManifest,
  scheme: AuthSchemeManifest,
  changed: string,
): string | undefined {
  const secret = primarySecret(scheme);
  if (!secret || changed === secret.key) return undefined;
  const field = findField(connector, scheme, changed);
  return field && noteOf(secret, field);
}

/** The stored secrets that the host drops when the field `changed` changes, each with the note to show. */
export function findBoundSecrets(
  connector: ConnectorManifest,
  scheme: AuthSchemeManifest,
  changed: string,
): { key: string; text: string }[] {
  const field = findField(connector, scheme, changed);
  if (!field) return [];
  return [...connector.common, ...scheme.fields]
    .filter(({ boundTo }) => boundTo?.includes(changed))
    .map((secret) => ({ key: secret.key, text: noteOf(secret, field) }));
}

function findField(connector: ConnectorManifest, scheme: AuthSchemeManifest, key: string): FieldManifest | undefined {
  return [...connector.common, ...scheme.fields].find((field) => field.key === key);
}

function noteOf(secret: FieldManifest, field: FieldManifest): string {
  return `${secret.label} cleared because ${field.label} changed. Enter it again.`;
}
