import { useState } from 'react';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { Button, Dialog } from '../ui/index.ts';
import { AuthorizePanel } from './authorize-panel.tsx';
import { TestLineList } from './test-line-list.tsx';
import { readTestFailure } from './test-lines.ts';
import { type Approved, type AskApproval, useAuthorization } from './use-authorization.ts';
import { useTestProgress } from './use-test-progress.ts';

/** A new sign-in for what is there: approved in the browser, tested, then in force. */
export function ReconnectDialog({
  id,
  name,
  system,
  host,
  entersCode,
  ask,
  take,
  onDone,
  onClose,
}: {
  /** Of the connection or principal, under which the host tells how far its test has come. */
  id: string;
  name: string;
  system: string;
  /** Where the person will sign in, as far as it is known before asking. */
  host: string | undefined;
  /** It is approved by entering a code at the service. */
  entersCode: boolean | undefined;
  ask: AskApproval;
  /** Tests and keeps what was granted; gives what to tell of it. */
  take: (authorizationId: string) => Promise<string>;
  onDone: (message: string) => void;
  onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<MillraceError>();

  const takeGrant = async ({ authorizationId }: Approved) => {
    setBusy(true);
    setFailure(undefined);
    try {
      onDone(await take(authorizationId));
    } catch (thrown) {
      setFailure(toMillraceError(thrown));
    } finally {
      setBusy(false);
    }
  };
  const authorization = useAuthorization((approved) => void takeGrant(approved));
  const failed = failure && readTestFailure(failure);
  return (
    <Dialog
      open
      size="medium"
      title={`Reconnect “${name}”`}
      onClose={onClose}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      {failed && (
        <div role="alert">
          <strong>Not reconnected: the connection test failed.</strong> {failed.cause} {failed.fix}
        </div>
      )}
      {busy ? (
        <LiveLines id={id} host={host} />
      ) : (
        <AuthorizePanel
          system={system}
          host={host}
          authorization={authorization}
          approved={undefined}
          entersCode={entersCode}
          onStart={() => void authorization.start(ask)}
        />
      )}
    </Dialog>
  );
}

/** The lines of the test that is under way; mounted anew for each, so that none begins with those of the one before. */
function LiveLines({ id, host }: { id: string; host: string | undefined }) {
  return <TestLineList lines={useTestProgress(id)} host={host} />;
}
