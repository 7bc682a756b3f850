import { FlaskConical, KeyRound, Plus, SearchX, Settings2, Trash } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { NamedCredential } from '../../../shared/contract/index.ts';
import { useHost } from '../../host/host-context.tsx';
import { useCatalogStore } from '../../stores/catalog.ts';
import { useHostData } from '../../stores/host-data.ts';
import { addressOf, navigate, type RouteQuery, useRoute } from '../../stores/navigation.ts';
import { useMay } from '../../stores/rights.ts';
import { Button, EmptyState, ErrorCard, LinkButton, ListTable, SearchField, SkeletonRows } from '../../ui/index.ts';
import { credentialColumns } from './credential-columns.tsx';
import { describeCredential, statusOf } from './credential-words.ts';
import styles from './credentials.module.css';
import { DeleteCredential } from './delete-credential.tsx';
import { testCredential } from './test-credential.ts';

/** Every named credential of this computer. */
export function CredentialsSection() {
  const { data: credentials, error } = useHostData((state) => state.credentials);
  const refresh = useHostData((state) => state.refresh);
  if (!credentials) {
    if (!error) return <SkeletonRows />;
    return (
      <ErrorCard error={error} title="Named credentials couldn’t be read" onRetry={() => void refresh('credentials')} />
    );
  }
  if (credentials.length === 0) {
    return (
      <EmptyState icon={KeyRound} title="No named credentials yet" level={3} actions={<NewCredentialButton />}>
        Enter the sign-in for a system once and use it in any number of connections.
      </EmptyState>
    );
  }
  return <CredentialList credentials={credentials} />;
}

function NewCredentialButton() {
  const mayManage = useMay('manageConnections');
  if (!mayManage) return null;
  return (
    <LinkButton icon={Plus} variant="primary" href={addressOf({ screen: 'new-credential' })}>
      New named credential
    </LinkButton>
  );
}

function CredentialList({ credentials }: { credentials: readonly NamedCredential[] }) {
  const connectors = useCatalogStore((state) => state.connectorsById);
  const { query } = useRoute();
  const search = (query.q ?? '').trim().toLowerCase();
  const change = (part: RouteQuery) =>
    navigate({ screen: 'settings', section: 'credentials' }, { ...query, ...part }, { replace: true });
  const matching = credentials.filter((credential) => {
    const { entity, destination, authentication } = describeCredential(credential, connectors);
    const principals = credential.principals.map(({ name }) => name).join('\n');
    return [credential.name, entity, destination, authentication, principals].join('\n').toLowerCase().includes(search);
  });
  return (
    <>
      <p className={styles.note}>
        Sign-ins that are entered once and used by any number of connections. What is changed here is changed for all of
        them.
      </p>
      <div className={styles.toolbar}>
        <SearchField label="Search named credentials" value={query.q ?? ''} onChange={(q) => change({ q })} />
        <NewCredentialButton />
      </div>
      {matching.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title={`No named credentials match “${query.q}”.`}
          level={3}
          actions={<Button onClick={() => change({ q: '' })}>Clear search</Button>}
        />
      ) : (
        <CredentialTable credentials={matching} />
      )}
    </>
  );
}

function CredentialTable({ credentials }: { credentials: readonly NamedCredential[] }) {
  const client = useHost();
  const connectors = useCatalogStore((state) => state.connectorsById);
  const testing = useHostData((state) => state.testing);
  const [deleting, setDeleting] = useState<NamedCredential>();
  const mayTest = useMay('testConnections');
  const mayManage = useMay('manageConnections');
  const columns = useMemo(() => credentialColumns(connectors, testing), [connectors, testing]);
  return (
    <>
      <ListTable
        label="All named credentials"
        columns={columns}
        rows={credentials}
        rowKey={({ id }) => id}
        rowName={({ name }) => name}
        rowHref={({ id }) => addressOf({ screen: 'credential', credentialId: id })}
        rowStatus={(credential) => statusOf(credential, testing)}
        rowMenu={(credential) => [
          [
            {
              label: 'Open',
              icon: Settings2,
              onSelect: () => navigate({ screen: 'credential', credentialId: credential.id }),
            },
            ...(mayTest
              ? [{ label: 'Test', icon: FlaskConical, onSelect: () => void testCredential(client, credential) }]
              : []),
          ],
          ...(mayManage
            ? [[{ label: 'Delete', icon: Trash, danger: true, onSelect: () => setDeleting(credential) }]]
            : []),
        ]}
      />
      {deleting && <DeleteCredential credential={deleting} onClose={() => setDeleting(undefined)} />}
    </>
  );
}
