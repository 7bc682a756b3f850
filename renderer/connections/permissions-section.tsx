import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import { formatMomentInFull } from '../format/time.ts';
import type { HostClient } from '../host/host-client.ts';
import { useHost } from '../host/host-context.tsx';
import { addressOf } from '../stores/navigation.ts';
import { announce, Button, ErrorCard, StatusBadge } from '../ui/index.ts';
import styles from './connection-screen.module.css';

type Permissions = Awaited<ReturnType<HostClient['connections']['permissions']>>;

/** Whether the connected user may do what the flows do (W4): asked by hand, since it calls the system. */
export function PermissionsSection({ connection }: { connection: ConnectionSummary }) {
  const client = useHost();
  const [state, setState] = useState<{ busy?: true; found?: Permissions; error?: MillraceError }>({});
  const check = async () => {
    setState({ busy: true });
    try {
      const found = await client.connections.permissions({ id: connection.id });
      setState({ found });
      announce(summarise(found));
    } catch (thrown) {
      setState({ error: toMillraceError(thrown) });
    }
  };
  const { busy, found, error } = state;
  return (
    <section className={styles.section} aria-labelledby="connection-permissions">
      <h2 id="connection-permissions">Permissions</h2>
      <p>Asks whether the connected user may do what the flows do with their objects.</p>
      {error && <ErrorCard error={error} title="The permissions couldn’t be checked" />}
      {found && (
        <>
          <p>
            <strong>{summarise(found)}</strong> Checked {formatMomentInFull(found.checkedAt)}.
          </p>
          <ul className={styles.tests}>
            {found.objects.map(({ object, missing, flows }) => (
              <li key={object}>
                <StatusBadge
                  status={missing.length === 0 ? 'succeeded' : 'failed'}
                  label={missing.length === 0 ? 'Allowed' : 'Missing'}
                />
                <strong>{object}</strong>
                <span>
                  {missing.length > 0 && `${missing.join(', ')}. `}
                  Used by{' '}
                  {flows.map((flow, index) => (
                    <span key={flow.flowId}>
                      {index > 0 && ', '}
                      <a href={addressOf({ screen: 'flow', flowId: flow.flowId })}>{flow.name}</a>
                    </span>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <Button icon={ShieldCheck} busyLabel={busy ? 'Checking…' : undefined} onClick={check}>
        Check permissions
      </Button>
    </section>
  );
}

function summarise({ objects }: Permissions): string {
  if (objects.length === 0) return 'Its flows use no objects whose permissions could be checked.';
  const lacking = objects.filter(({ missing }) => missing.length > 0).map(({ object }) => object);
  return lacking.length === 0 ? 'The user may do all that the flows do.' : `Not allowed: ${lacking.join(', ')}.`;
}
