import { ChevronLeft, FlaskConical, PenLine, Plug, Trash } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { useHost } from '../host/host-context.tsx';
import { useCatalogStore } from '../stores/catalog.ts';
import { shownStatus, useHostData } from '../stores/host-data.ts';
import { addressOf, type ConnectionTab, navigate } from '../stores/navigation.ts';
import {
  Banner,
  Button,
  EmptyState,
  EnvironmentTag,
  LinkButton,
  Screen,
  SkeletonRows,
  StatusBadge,
  Tabs,
} from '../ui/index.ts';
import styles from './connection-screen.module.css';
import { describeConnection } from './connection-words.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { DetailsTab } from './details-tab.tsx';
import { EditForm } from './edit-form.tsx';
import { EditWarning } from './edit-warning.tsx';
import { RelatedTab } from './related-tab.tsx';
import { testConnection } from './test-connection.ts';

const tabs = [
  { id: 'details', label: 'Details' },
  { id: 'related', label: 'Related' },
] as const;

/** One connection: its details and the flows that use it. */
export function ConnectionScreen({ connectionId, tab }: { connectionId: string; tab: ConnectionTab }) {
  const { data: connections } = useHostData((state) => state.connections);
  if (!connections) return <SkeletonRows />;
  const connection = connections.find(({ id }) => id === connectionId);
  if (connection) return <KnownConnection connection={connection} tab={tab} />;
  return (
    <Screen title="Connection not found">
      <EmptyState
        icon={Plug}
        title="That connection isn’t on this computer."
        actions={<LinkButton href={addressOf({ screen: 'connections' })}>See all connections</LinkButton>}
      />
    </Screen>
  );
}

function KnownConnection({ connection, tab }: { connection: ConnectionSummary; tab: ConnectionTab }) {
  const client = useHost();
  const testing = useHostData((state) => state.testing);
  const connectors = useCatalogStore((state) => state.connectorsById);
  const [dialog, setDialog] = useState<'delete' | 'edit'>();
  const [editing, setEditing] = useState(false);
  const [outcome, setOutcome] = useState<'tested' | 'saved'>();
  const editButton = useRef<HTMLButtonElement>(null);
  const { scheme } = describeConnection(connection, connectors);
  const isTesting = testing.has(connection.id);

  const test = async () => {
    setOutcome(undefined);
    await testConnection(client, connection);
    setOutcome('tested');
  };

  const stopEditing = (result?: 'saved') => {
    setEditing(false);
    setOutcome(result);
    // The form that had focus is gone; its opener is back only after the next paint.
    requestAnimationFrame(() => editButton.current?.focus());
  };

  return (
    <Screen
      title={connection.name}
      before={
        <a className={styles.back} href={addressOf({ screen: 'connections' })}>
          <ChevronLeft size={16} strokeWidth={1.75} aria-hidden />
          Connections
        </a>
      }
      detail={
        <span className={styles.detail}>
          <EnvironmentTag environment={connection.environment} />
          <StatusBadge status={shownStatus(connection, testing)} />
        </span>
      }
      actions={
        !editing && (
          <>
            <Button
              icon={FlaskConical}
              data-testid="conn-test"
              busyLabel={isTesting ? 'Testing…' : undefined}
              onClick={test}
            >
              Test
            </Button>
            {scheme && (
              <Button ref={editButton} icon={PenLine} data-testid="conn-edit" onClick={() => setDialog('edit')}>
                Edit
              </Button>
            )}
            <Button icon={Trash} data-testid="conn-delete" onClick={() => setDialog('delete')}>
              Delete
            </Button>
          </>
        )
      }
    >
      {outcome && !isTesting && !editing && (
        <TestOutcome connection={connection} saved={outcome === 'saved'} onDismiss={() => setOutcome(undefined)} />
      )}
      {editing ? (
        <EditForm connection={connection} onCancel={() => stopEditing()} onSaved={() => stopEditing('saved')} />
      ) : (
        <Tabs
          label="Connection"
          tabs={tabs}
          chosen={tab}
          onChoose={(id) =>
            navigate({
              screen: 'connection',
              connectionId: connection.id,
              tab: id === 'related' ? 'related' : 'details',
            })
          }
        >
          {tab === 'details' ? <DetailsTab connection={connection} /> : <RelatedTab connection={connection} />}
        </Tabs>
      )}
      {dialog === 'delete' && (
        <DeleteDialog
          connection={connection}
          onClose={() => setDialog(undefined)}
          onDeleted={() => navigate({ screen: 'connections' })}
        />
      )}
      {dialog === 'edit' && (
        <EditWarning
          connection={connection}
          onClose={() => setDialog(undefined)}
          onEdit={() => {
            setDialog(undefined);
            setEditing(true);
          }}
        />
      )}
    </Screen>
  );
}

function TestOutcome({
  connection,
  saved,
  onDismiss,
}: {
  connection: ConnectionSummary;
  saved: boolean;
  onDismiss: () => void;
}) {
  const result = connection.lastTest;
  if (!result) return null;
  const count = connection.usedBy.length;
  const use =
    count === 0 ? '' : count === 1 ? ' 1 flow now uses the new details.' : ` ${count} flows now use the new details.`;
  if (result.succeeded) {
    return (
      <Banner tone="ok" onDismiss={onDismiss}>
        {saved ? `Saved. Connection test succeeded.${use}` : `Connection test succeeded. ${result.message}`}
      </Banner>
    );
  }
  return (
    <Banner tone="error" onDismiss={onDismiss}>
      Connection test failed. {result.message} {result.fix}
    </Banner>
  );
}
