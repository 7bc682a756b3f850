import {
  type AuthSchemeManifest,
  type ConnectorManifest,
  type FieldManifest,
  NAMED_SCHEME,
} from '../../shared/connector/manifest.ts';
import type { NamedCredential } from '../../shared/contract/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';

/** Ways to sign in that a named credential can keep itself. */
export function listCredentialSchemes({ auth }: ConnectorManifest): AuthSchemeManifest[] {
  return auth.filter(({ id }) => id !== NAMED_SCHEME);
}

/** What the fields of client credentials are called where a named credential asks for them. */
const credentialWords: Readonly<Record<string, Pick<FieldManifest, 'label' | 'help' | 'placeholder'>>> = {
  domain: {
    label: 'External Customer Id',
    help: 'The subdomain of the org’s address: acme in https://acme.my.salesforce.com.',
    placeholder: 'acme',
  },
  clientId: { label: 'Client Id', help: 'The consumer key of the app.' },
  clientSecret: { label: 'Key Id', help: 'The client secret of the app.' },
};

/** The manifest of a principal's sign-in: client credentials with Salesforce have the words of named credentials. */
export function manifestOfPrincipal(
  connector: ConnectorManifest,
  scheme: AuthSchemeManifest,
): { connector: ConnectorManifest; scheme: AuthSchemeManifest } {
  if (connector.id !== 'salesforce' || scheme.id !== 'client_credentials') return { connector, scheme };
  const rename = (field: FieldManifest): FieldManifest => ({ ...field, ...credentialWords[field.key] });
  return {
    connector: { ...connector, common: connector.common.map(rename) },
    scheme: { ...scheme, fields: scheme.fields.map(rename) },
  };
}

/** The fields that decide where a person signs in: those of the named credential where one is used. */
export function signInFields(
  scheme: AuthSchemeManifest,
  fields: JsonObject,
  credentials: readonly NamedCredential[] | undefined,
): JsonObject {
  if (scheme.id !== NAMED_SCHEME) return fields;
  return credentials?.find(({ id }) => id === fields.credential)?.principals[0]?.fields ?? {};
}
