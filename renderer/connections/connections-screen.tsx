import { FlaskConical, Plug, Plus, SearchX, Settings2, Trash } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useCatalogStore } from '../stores/catalog.ts';
import { shownStatus, useHostData } from '../stores/host-data.ts';
import { addressOf, navigate, type RouteQuery, useRoute } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import {
  Button,
  EmptyState,
  ErrorCard,
  LinkButton,
  ListTable,
  lookOfStatus,
  Screen,
  SearchField,
  SelectField,
} from '../ui/index.ts';
import { connectionColumns } from './connection-columns.tsx';
import { describeConnection } from './connection-words.ts';
import { DeleteConnection } from './delete-connection.tsx';
import { SecretsBanner } from './secrets/secrets-banner.tsx';
import { useUnreadable } from './secrets/use-vault.ts';
import { testAllConnections, testConnection } from './test-connection.ts';
import { useWizardStore } from './wizard-store.ts';

/** Every connection of this computer. */
export function ConnectionsScreen() {
  const client = useHost();
  const { data: connections, error } = useHostData((state) => state.connections);
  const refresh = useHostData((state) => state.refresh);
  const [testingAll, setTestingAll] = useState(false);
  const { query } = useRoute();
  const isEmpty = connections?.length === 0;
  const mayManage = useMay('manageConnections');
  const mayTest = useMay('testConnections');

  const testAll = async () => {
    setTestingAll(true);
    await testAllConnections(client);
    setTestingAll(false);
  };

  return (
    <Screen
      title="Connections"
      detail={connections && !isEmpty ? formatCount(connections.length, 'connection') : undefined}
      actions={
        <>
          {mayTest && connections && !isEmpty && (
            <Button icon={FlaskConical} busyLabel={testingAll ? 'Testing…' : undefined} onClick={testAll}>
              Test all
            </Button>
          )}
          {mayManage && (
            <LinkButton icon={Plus} variant="primary" href={addressOf({ screen: 'new-connection' })}>
              New connection
            </LinkButton>
          )}
        </>
      }
      toolbar={connections && !isEmpty && <ConnectionFilters connections={connections} query={query} />}
    >
      <SecretsBanner />
      {error && !connections && (
        <ErrorCard error={error} title="Connections couldn’t be read" onRetry={() => void refresh('connections')} />
      )}
      {isEmpty && (
        <EmptyState
          icon={Plug}
          title="No connections yet"
          actions={
            mayManage && (
              <>
                <LinkButton icon={Plus} variant="primary" href={addressOf({ screen: 'new-connection' })}>
                  New connection
                </LinkButton>
                <Button onClick={connectPractice}>Use the practice CRM</Button>
              </>
            )
          }
        >
          Connect a system once and use it in every flow.
        </EmptyState>
      )}
      {connections && !isEmpty && <ConnectionTable connections={connections} query={query} />}
    </Screen>
  );
}

/** Opens the wizard with the practice org chosen. */
function connectPractice(): void {
  useWizardStore.setState({ system: 'salesforce-practice', schemeId: '', stage: 'Authentication', errors: {} });
  navigate({ screen: 'new-connection' });
}

function ConnectionFilters({ connections, query }: { connections: readonly ConnectionSummary[]; query: RouteQuery }) {
  const connectors = useCatalogStore((state) => state.connectorsById);
  const change = (part: RouteQuery) => navigate({ screen: 'connections' }, { ...query, ...part }, { replace: true });
  const systems = [...new Set(connections.map(({ connector }) => connector))];
  const statuses = [...new Set(connections.map(({ status }) => status))];
  return (
    <>
      <SearchField label="Search connections" value={query.q ?? ''} onChange={(q) => change({ q })} />
      {(systems.length > 1 || query.system) && (
        <SelectField
          label="System"
          hideLabel
          value={query.system ?? ''}
          options={[
            { value: '', label: 'Any system' },
            ...systems.map((value) => ({ value, label: connectors.get(value)?.label ?? value })),
          ]}
          onChange={(system) => change({ system: system ?? '' })}
        />
      )}
      {(statuses.length > 1 || query.status) && (
        <SelectField
          label="Status"
          hideLabel
          value={query.status ?? ''}
          options={[
            { value: '', label: 'Any status' },
            ...statuses.map((value) => ({ value, label: lookOfStatus(value).label })),
          ]}
          onChange={(status) => change({ status: status ?? '' })}
        />
      )}
    </>
  );
}

function ConnectionTable({ connections, query }: { connections: readonly ConnectionSummary[]; query: RouteQuery }) {
  const client = useHost();
  const connectors = useCatalogStore((state) => state.connectorsById);
  const testing = useHostData((state) => state.testing);
  const mayManage = useMay('manageConnections');
  const mayTest = useMay('testConnections');
  const [deleting, setDeleting] = useState<ConnectionSummary>();
  const unreadable = useUnreadable();
  const columns = useMemo(() => connectionColumns(connectors, testing, unreadable), [connectors, testing, unreadable]);
  const search = (query.q ?? '').trim().toLowerCase();
  const matching = connections.filter((connection) => {
    const { system, authentication } = describeConnection(connection, connectors);
    const text = `${connection.name}\n${connection.description}\n${system}\n${authentication}`.toLowerCase();
    return (
      text.includes(search) &&
      (!query.system || connection.connector === query.system) &&
      (!query.status || connection.status === query.status)
    );
  });
  if (matching.length === 0) {
    return (
      <EmptyState
        icon={SearchX}
        title={query.q ? `No connections match “${query.q}”.` : 'No connections match these filters.'}
        actions={
          <Button onClick={() => navigate({ screen: 'connections' }, {}, { replace: true })}>Clear filters</Button>
        }
      />
    );
  }
  return (
    <>
      <ListTable
        label="Connections"
        columns={columns}
        rows={matching}
        rowKey={({ id }) => id}
        rowName={({ name }) => name}
        rowHref={({ id }) => addressOf({ screen: 'connection', connectionId: id, tab: 'details' })}
        rowStatus={(connection) => shownStatus(connection, testing)}
        rowMenu={(connection) => [
          [
            {
              label: 'Open',
              icon: Settings2,
              onSelect: () => navigate({ screen: 'connection', connectionId: connection.id, tab: 'details' }),
            },
            ...(mayTest
              ? [{ label: 'Test', icon: FlaskConical, onSelect: () => void testConnection(client, connection) }]
              : []),
          ],
          mayManage ? [{ label: 'Delete', icon: Trash, danger: true, onSelect: () => setDeleting(connection) }] : [],
        ]}
      />
      {deleting && <DeleteConnection connection={deleting} onClose={() => setDeleting(undefined)} />}
    </>
  );
}
