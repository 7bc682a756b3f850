import type { AuthSchemeManifest, ConnectorManifest, FieldManifest } from '../../shared/connector/manifest.ts';
import type { NamedCredential } from '../../shared/contract/index.ts';
import { useCatalogStore } from '../stores/catalog.ts';
import { useHostData } from '../stores/host-data.ts';
import { addressOf } from '../stores/navigation.ts';
import { endConnectionRequest } from '../stores/new-connection.ts';
import { Banner, SelectField } from '../ui/index.ts';
import { CredentialSummary } from './credential-summary.tsx';
import styles from './details-form.module.css';

/**
 * Chooses the named credential that a connection signs in with, and shows what that is. Only those with exactly one
 * principal can be chosen; why another one is missing stands below.
 */
export function NamedCredentialField({
  connector,
  field,
  value,
  error,
  onChange,
}: {
  connector: ConnectorManifest;
  field: FieldManifest;
  value: unknown;
  error: string | undefined;
  onChange: (credentialId: string) => void;
}) {
  const connectors = useCatalogStore((state) => state.connectorsById);
  const credentials = useHostData((state) => state.credentials.data) ?? [];
  const usable = credentials.filter((credential) => whyMissing(credential, connector) === undefined);
  const missing = credentials.filter((credential) => !usable.includes(credential));
  const chosen = usable.some(({ id }) => id === value) ? String(value) : null;
  return (
    <>
      <SelectField
        label={field.label}
        required
        searchable
        value={chosen}
        placeholder="Choose a named credential"
        nothingFound="No named credential matches"
        disabled={usable.length === 0}
        error={error}
        options={usable.map((credential) => ({
          value: credential.id,
          label: credential.name,
          help: wordsOf(credential, connectors.get(credential.connector)?.auth),
        }))}
        onChange={(id) => id !== null && onChange(id)}
        data-testid={`field-${field.key}`}
      />
      {usable.length === 0 && (
        <Banner tone="info">
          There is no named credential to choose yet.{' '}
          <a href={addressOf({ screen: 'new-credential' })} onClick={endConnectionRequest}>
            Create one in Settings ▸ Named credentials
          </a>
          ; what you typed here is kept.
        </Banner>
      )}
      {missing.length > 0 && (
        <ul className={styles.missing} aria-label="Not listed">
          {missing.map((credential) => (
            <li key={credential.id}>
              “{credential.name}” isn’t listed: {whyMissing(credential, connector)}
            </li>
          ))}
        </ul>
      )}
      {chosen !== null && (
        <section className={styles.summary} aria-label="What it signs in with">
          <CredentialSummary credentialId={chosen} />
        </section>
      )}
    </>
  );
}

function whyMissing({ connector, principals }: NamedCredential, wanted: ConnectorManifest): string | undefined {
  if (connector !== wanted.id) return `its destination isn’t ${wanted.label}.`;
  return principals.length === 1
    ? undefined
    : `it has ${principals.length} principals, and a connection needs exactly one.`;
}

function wordsOf({ principals }: NamedCredential, schemes: readonly AuthSchemeManifest[] = []): string {
  return principals
    .map(({ name, auth, permitted }) => {
      const scheme = schemes.find(({ id }) => id === auth)?.label ?? auth;
      return `${name} · ${scheme}${permitted ? '' : ' · Not permitted'}`;
    })
    .join(', ');
}
