import { CircleCheck, LoaderCircle } from 'lucide-react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import type { MillraceError } from '../../shared/errors/index.ts';
import { addressOf } from '../stores/navigation.ts';
import { Button, ErrorCard, LinkButton } from '../ui/index.ts';
import styles from './new-connection-screen.module.css';

/** The test of a connection that is about to be made. On failure nothing is made. */
export function TestStage({ name, error }: { name: string; error: MillraceError | undefined }) {
  if (error) return <ErrorCard error={error} title="The connection wasn’t created" />;
  return (
    <p className={styles.testing} role="status">
      <LoaderCircle className={styles.spinner} size={20} strokeWidth={1.75} aria-hidden />
      Signing in with “{name}” and reading from it…
    </p>
  );
}

/** The connection is made. */
export function DoneStage({ connection, onAnother }: { connection: ConnectionSummary; onAnother: () => void }) {
  return (
    <div className={styles.done} role="status">
      <CircleCheck className={styles.check} size={24} strokeWidth={1.75} aria-hidden />
      <h2 className={styles.doneTitle}>{connection.name} is connected.</h2>
      {connection.lastTest && <p>{connection.lastTest.message}</p>}
      <div className={styles.actions}>
        <LinkButton href={addressOf({ screen: 'connection', connectionId: connection.id, tab: 'details' })}>
          Show it
        </LinkButton>
        <Button onClick={onAnother}>Create another</Button>
        <LinkButton variant="primary" href={addressOf({ screen: 'connections' })}>
          Close
        </LinkButton>
      </div>
    </div>
  );
}
