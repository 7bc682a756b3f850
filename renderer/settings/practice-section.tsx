import { useState } from 'react';
import { useHost } from '../host/host-context.tsx';
import { showActionError } from '../stores/action-error.ts';
import { useHostData } from '../stores/host-data.ts';
import { useMay } from '../stores/rights.ts';
import { Button, ConfirmDialog, ErrorCard, Pill, Skeleton, showToast } from '../ui/index.ts';
import styles from './settings-screen.module.css';

/** The practice server: whether it runs, where, and its sample records. */
export function PracticeSection() {
  const client = useHost();
  const { data: status, error } = useHostData((state) => state.practice);
  const refresh = useHostData((state) => state.refresh);
  const [busy, setBusy] = useState<'start' | 'reset'>();
  const [asking, setAsking] = useState(false);
  const mayManage = useMay('managePractice');

  const start = async () => {
    setBusy('start');
    try {
      useHostData.setState({ practice: { data: await client.practice.start() } });
    } catch (thrown) {
      showActionError('The practice server couldn’t be started', thrown);
    }
    setBusy(undefined);
  };

  const reset = async () => {
    setBusy('reset');
    try {
      useHostData.setState({ practice: { data: await client.practice.reset() } });
      showToast('The practice records are as they were at first.');
    } catch (thrown) {
      showActionError('The practice data couldn’t be reset', thrown);
    }
    setBusy(undefined);
    setAsking(false);
  };

  if (!status)
    return error ? <ErrorCard error={error} onRetry={() => void refresh('practice')} /> : <Skeleton width="60%" />;
  return (
    <>
      <p className={styles.note}>
        A Salesforce look-alike on this computer, with sample accounts, contacts, leads and opportunities. What flows do
        to it stays here.
      </p>
      <dl className={styles.row}>
        <dt>Status</dt>
        <dd>{status.running ? <Pill tone="ok">Running</Pill> : <Pill>Stopped</Pill>}</dd>
        {status.loginUrl && (
          <>
            <dt>Sign-in address</dt>
            <dd>
              <code>{status.loginUrl}</code>
            </dd>
          </>
        )}
        {status.instanceUrl && (
          <>
            <dt>Records’ address</dt>
            <dd>
              <code>{status.instanceUrl}</code>
            </dd>
          </>
        )}
        {status.username && (
          <>
            <dt>Username</dt>
            <dd>
              <code>{status.username}</code>
            </dd>
          </>
        )}
      </dl>
      {mayManage && (
        <div className={styles.actions}>
          {status.running ? (
            <Button onClick={() => setAsking(true)}>Reset practice data</Button>
          ) : (
            <Button variant="primary" busyLabel={busy === 'start' ? 'Starting…' : undefined} onClick={start}>
              Start
            </Button>
          )}
        </div>
      )}
      <ConfirmDialog
        open={asking}
        title="Reset the practice data?"
        verb="Reset"
        busyLabel={busy === 'reset' ? 'Resetting…' : undefined}
        onConfirm={reset}
        onClose={() => setAsking(false)}
      >
        <p>Records that flows created or changed in the practice server are replaced by the sample records.</p>
      </ConfirmDialog>
    </>
  );
}
