import { FlaskConical, KeyRound, PenLine, Plus, Trash } from 'lucide-react';
import { useState } from 'react';
import type { NamedCredential, Principal } from '../../../shared/contract/index.ts';
import { useHost } from '../../host/host-context.tsx';
import { useHostData } from '../../stores/host-data.ts';
import { addressOf, navigate } from '../../stores/navigation.ts';
import {
  Banner,
  Button,
  EmptyState,
  ErrorCard,
  LinkButton,
  Screen,
  SkeletonRows,
  StatusBadge,
} from '../../ui/index.ts';
import { AboutCredential } from './about-credential.tsx';
import { AddPrincipal } from './add-principal.tsx';
import { statusOf } from './credential-words.ts';
import styles from './credentials.module.css';
import { DeleteCredential } from './delete-credential.tsx';
import { EditCredential } from './edit-credential.tsx';
import { EditPrincipal } from './edit-principal.tsx';
import { BackToCredentials } from './new-credential-screen.tsx';
import { PrincipalCard } from './principal-card.tsx';
import { type CredentialOutcome, testCredential } from './test-credential.ts';

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
  const [editing, setEditing] = useState<Editing>();
  const [dialog, setDialog] = useState<'edit' | 'delete'>();
  const [outcome, setOutcome] = useState<CredentialOutcome>();
  const status = statusOf(credential, testing);
  const edited = editing?.what === 'principal' && credential.principals.find(({ id }) => id === editing.id);
  const isEditing = editing?.what === 'new' || Boolean(edited);

  const stopEditing = (text?: string) => {
    setEditing(undefined);
    setOutcome(text === undefined ? undefined : { tone: 'ok', text });
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
      detail={<StatusBadge status={status} />}
      actions={
        !isEditing && (
          <>
            <Button icon={FlaskConical} busyLabel={status === 'testing' ? 'Testing…' : undefined} onClick={test}>
              Test
            </Button>
            <Button icon={PenLine} onClick={() => setDialog('edit')}>
              Edit
            </Button>
            <Button icon={Trash} onClick={() => setDialog('delete')}>
              Delete
            </Button>
          </>
        )
      }
    >
      {outcome && !isEditing && (
        <Banner tone={outcome.tone} onDismiss={() => setOutcome(undefined)}>
          {outcome.text}
        </Banner>
      )}
      {editing?.what === 'new' && <AddPrincipal {...form} />}
      {edited && <EditPrincipal {...form} principal={edited} />}
      {!isEditing && (
        <div className={styles.sections}>
          <AboutCredential credential={credential} />
          <Principals
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

function Principals({
  credential,
  onAdd,
  onEdit,
  onTold,
}: {
  credential: NamedCredential;
  onAdd: () => void;
  onEdit: (principal: Principal) => void;
  onTold: (outcome: CredentialOutcome) => void;
}) {
  const { principals } = credential;
  return (
    <section className={styles.principals} aria-labelledby="credential-principals">
      <div className={styles.sectionTop}>
        <h2 id="credential-principals">Principals ({principals.length})</h2>
        <Button icon={Plus} onClick={onAdd}>
          Add principal
        </Button>
      </div>
      {principals.length > 1 && (
        <Banner tone="warn">
          Connections can use a named credential with exactly one principal. While this one has {principals.length},
          none can use it.
        </Banner>
      )}
      {principals.map((principal) => (
        <PrincipalCard
          key={principal.id}
          credential={credential}
          principal={principal}
          onEdit={() => onEdit(principal)}
          onTold={onTold}
        />
      ))}
    </section>
  );
}
