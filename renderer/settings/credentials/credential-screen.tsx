import { FlaskConical, KeyRound, PenLine, Trash } from 'lucide-react';
import { useState } from 'react';
import type { NamedCredential } from '../../../shared/contract/index.ts';
import { useHost } from '../../host/host-context.tsx';
import { useHostData } from '../../stores/host-data.ts';
import { addressOf, navigate } from '../../stores/navigation.ts';
import { useMay } from '../../stores/rights.ts';
import {
  Banner,
  Button,
  EmptyState,
  ErrorCard,
  LinkButton,
  Pill,
  Screen,
  SkeletonRows,
  StatusBadge,
} from '../../ui/index.ts';
import { AboutCredential } from './about-credential.tsx';
import { AddPrincipal } from './add-principal.tsx';
import type { CredentialOutcome } from './credential-outcome.ts';
import { statusOf } from './credential-words.ts';
import styles from './credentials.module.css';
import { DeleteCredential } from './delete-credential.tsx';
import { EditCredential } from './edit-credential.tsx';
import { EditPrincipal } from './edit-principal.tsx';
import { BackToCredentials } from './new-credential-screen.tsx';
import { addPrincipalId, editPrincipalId, PrincipalsSection } from './principals-section.tsx';
import { testCredential } from './test-credential.ts';

/** One named credential: what it is, who signs in with it, and which connections use it. */
export function CredentialScreen({ credentialId }: { credentialId: string }) {
  const { data: credentials, error } = useHostData((state) => state.credentials);
  const refresh = useHostData((state) => state.refresh);
  const credential = credentials?.find(({ id }) => id === credentialId);
  if (credential) return <KnownCredential credential={credential} />;
  if (!credentials && !error) return <SkeletonRows />;
  return (
    <Screen title={credentials ? 'Named credential not found' : 'Named credential'} before={<BackToCredentials />}>
      {credentials ? (
        <EmptyState
          icon={KeyRound}
          title="That named credential isn’t on this computer."
          actions={
            <LinkButton href={addressOf({ screen: 'settings', section: 'credentials' })}>
              See all named credentials
            </LinkButton>
          }
        />
      ) : (
        error && (
          <ErrorCard
            error={error}
            title="Named credentials couldn’t be read"
            onRetry={() => void refresh('credentials')}
          />
        )
      )}
    </Screen>
  );
}

/** What is being entered on the page: a new principal, or changes of one. */
type Editing = { what: 'new' } | { what: 'principal'; id: string };

function KnownCredential({ credential }: { credential: NamedCredential }) {
  const client = useHost();
  const testing = useHostData((state) => state.testing);
  const mayTest = useMay('testConnections');
  const mayManage = useMay('manageConnections');
  const [editing, setEditing] = useState<Editing>();
  const [dialog, setDialog] = useState<'edit' | 'delete'>();
  const [outcome, setOutcome] = useState<CredentialOutcome>();
  const status = statusOf(credential, testing);
  const edited = editing?.what === 'principal' && credential.principals.find(({ id }) => id === editing.id);
  const isEditing = editing?.what === 'new' || Boolean(edited);

  const stopEditing = (told?: CredentialOutcome) => {
    const opener = editing?.what === 'principal' ? editPrincipalId(editing.id) : addPrincipalId;
    setEditing(undefined);
    setOutcome(told);
    // The form that had focus is gone; its opener is back only after the next paint.
    requestAnimationFrame(() => document.getElementById(opener)?.focus());
  };
  const test = async () => {
    setOutcome(undefined);
    setOutcome(await testCredential(client, credential));
  };
  const form = { credential, onSaved: stopEditing, onCancel: () => stopEditing() };

  return (
    <Screen
      title={credential.name}
      before={<BackToCredentials />}
      detail={
        <span className={styles.cardTitle}>
          <StatusBadge status={status} />
          {credential.principals.some(({ permitted }) => !permitted) && <Pill tone="warn">Not permitted</Pill>}
        </span>
      }
      actions={
        !isEditing && (
          <>
            {mayTest && (
              <Button icon={FlaskConical} busyLabel={status === 'testing' ? 'Testing…' : undefined} onClick={test}>
                Test
              </Button>
            )}
            {mayManage && (
              <>
                <Button icon={PenLine} onClick={() => setDialog('edit')}>
                  Edit
                </Button>
                <Button icon={Trash} onClick={() => setDialog('delete')}>
                  Delete
                </Button>
              </>
            )}
          </>
        )
      }
    >
      {outcome && !isEditing && (
        <div key={outcome.text} ref={showAtOnce}>
          <Banner tone={outcome.tone} onDismiss={() => setOutcome(undefined)}>
            {outcome.text}
          </Banner>
        </div>
      )}
      {editing?.what === 'new' && <AddPrincipal {...form} />}
      {edited && <EditPrincipal {...form} principal={edited} />}
      {!isEditing && (
        <div className={styles.sections}>
          <AboutCredential credential={credential} />
          <PrincipalsSection
            credential={credential}
            onAdd={() => setEditing({ what: 'new' })}
            onEdit={({ id }) => setEditing({ what: 'principal', id })}
            onTold={setOutcome}
          />
        </div>
      )}
      {dialog === 'edit' && (
        <EditCredential
          credential={credential}
          onSaved={(text) => {
            setDialog(undefined);
            setOutcome({ tone: 'ok', text });
          }}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'delete' && (
        <DeleteCredential
          credential={credential}
          onDeleted={() => navigate({ screen: 'settings', section: 'credentials' })}
          onClose={() => setDialog(undefined)}
        />
      )}
    </Screen>
  );
}

/** What was done far down the page is told at its top: that has to be in view. */
function showAtOnce(banner: HTMLElement | null): void {
  banner?.scrollIntoView({ block: 'nearest' });
}
