import { ChevronLeft, Plug } from 'lucide-react';
import { useRef } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { useCatalogStore } from '../stores/catalog.ts';
import { shownStatus, useHostData } from '../stores/host-data.ts';
import { addressOf, type ConnectionTab, navigate } from '../stores/navigation.ts';
import {
  Banner,
  EmptyState,
  EnvironmentTag,
  LinkButton,
  Screen,
  SkeletonRows,
  StatusBadge,
  Tabs,
} from '../ui/index.ts';
import { ConnectionActions } from './connection-actions.tsx';
import { ConnectionDialogs } from './connection-dialogs.tsx';
import styles from './connection-screen.module.css';
import { describeConnection } from './connection-words.ts';
import { DetailsTab } from './details-tab.tsx';
import { EditForm } from './edit-form.tsx';
import { RelatedTab } from './related-tab.tsx';
import { RemedyButtons } from './remedy-buttons.tsx';
import { ReminderBanner } from './reminder-banner.tsx';
import { SecretsBanner } from './secrets/secrets-banner.tsx';
import { SecretsPill } from './secrets/secrets-pill.tsx';
import { useUnreadable } from './secrets/use-vault.ts';
import { type Outcome, useConnectionPage } from './use-connection-page.ts';

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
  const testing = useHostData((state) => state.testing);
  const connectors = useCatalogStore((state) => state.connectorsById);
  const page = useConnectionPage(connection);
  const { editing, outcome } = page;
  const editButton = useRef<HTMLButtonElement>(null);
  const unreadable = useUnreadable();
  const { scheme } = describeConnection(connection, connectors);

  const stopEditing = (result?: Outcome) => {
    page.setEditing(false);
    page.setOutcome(result);
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
          <SecretsPill problem={unreadable.get(connection.id)} />
        </span>
      }
      actions={
        !editing && (
          <ConnectionActions
            connection={connection}
            scheme={scheme}
            busy={page.busy}
            editButton={editButton}
            onAct={page.act}
          />
        )
      }
    >
      <SecretsBanner />
      {unreadable.get(connection.id) === 'damaged' && !editing && (
        <Banner tone="error">
          The secrets of this connection are damaged and can’t be opened. Edit it to enter them again, or restore them
          from a backup in Settings ▸ Secrets.
        </Banner>
      )}
      {!editing && <ReminderBanner connection={connection} />}
      {outcome && !page.busy && !editing && (
        <Banner
          tone={outcome.tone}
          onDismiss={() => page.setOutcome(undefined)}
          actions={outcome.remedies && <RemedyButtons remedies={outcome.remedies} onMend={page.mend} />}
        >
          {outcome.text}
        </Banner>
      )}
      {editing ? (
        <EditForm
          connection={connection}
          beginAt={page.beginAt}
          onCancel={() => stopEditing()}
          onSaved={(text) => stopEditing({ tone: 'ok', text })}
        />
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
          {tab === 'details' ? (
            <DetailsTab connection={connection} asksBudget={page.asksBudget} />
          ) : (
            <RelatedTab connection={connection} />
          )}
        </Tabs>
      )}
      <ConnectionDialogs
        open={page.dialog}
        connection={connection}
        onClose={() => page.setDialog(undefined)}
        onEdit={() => {
          page.setDialog(undefined);
          page.setEditing(true);
        }}
        onUndo={() => void page.undo()}
        onSwitchOff={() => void page.switchTo(false)}
        onReconnected={(text) => {
          page.setDialog(undefined);
          page.setOutcome({ tone: 'ok', text });
        }}
      />
    </Screen>
  );
}
