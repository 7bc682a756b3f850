import { useState } from 'react';
import type { WebhookPortState } from '../../shared/contract/index.ts';
import { toMillraceError } from '../../shared/errors/index.ts';
import { WEBHOOK_PORTS } from '../../shared/webhook/ports.ts';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { useMay } from '../stores/rights.ts';
import { Button, ErrorCard, focusWrongNumber, NumberField, Skeleton, showToast } from '../ui/index.ts';
import styles from './settings-screen.module.css';

/** The port on this computer that all webhooks are called on. */
export function WebhooksSection() {
  const client = useHost();
  const mayChange = useMay('changeSettings');
  const { data, error, showSkeleton, refresh } = useResource('webhook port', () => client.webhooks.getPort(), {
    refreshOn: ({ type }) => type === 'settings.changed' || type === 'flows.changed',
  });
  if (!data) {
    return error ? <ErrorCard error={error} onRetry={refresh} /> : showSkeleton && <Skeleton width="60%" />;
  }
  return (
    <>
      <p className={styles.note}>
        Programs on this computer start flows by calling their webhooks. All of them are called on one port.
      </p>
      <dl className={styles.row}>
        <dt>Heard now</dt>
        <dd>
          {data.listening
            ? formatCount(data.webhooks, 'webhook')
            : 'None. A webhook is heard while its flow is active.'}
        </dd>
        {!mayChange && (
          <>
            <dt>Port</dt>
            <dd>{data.port ?? 'Chosen with the first active webhook'}</dd>
          </>
        )}
      </dl>
      {mayChange && <PortForm key={data.port} state={data} />}
    </>
  );
}

function PortForm({ state: { port, webhooks } }: { state: WebhookPortState }) {
  const client = useHost();
  const [wanted, setWanted] = useState(port ?? undefined);
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string>();
  const differs = wanted !== undefined && wanted !== port;

  const save = async (next: number): Promise<void> => {
    setSaving(true);
    setFailure(undefined);
    try {
      await client.webhooks.setPort({ port: next });
      showToast(`Webhooks are called on port ${next} now.`);
    } catch (thrown) {
      setFailure(toMillraceError(thrown).message);
    }
    setSaving(false);
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!focusWrongNumber(event.currentTarget) && differs) void save(wanted);
      }}
    >
      <NumberField
        label="Port"
        value={wanted}
        onChange={(next) => {
          setWanted(next);
          setFailure(undefined);
        }}
        whole
        minimum={WEBHOOK_PORTS.least}
        maximum={WEBHOOK_PORTS.most}
        placeholder={port === null ? 'A free one' : undefined}
        help={
          webhooks > 0
            ? 'Another port changes every address at once: calls to the old ones don’t arrive any more.'
            : 'Another port changes every address. Give callers the new ones.'
        }
        error={failure}
      />
      <div className={styles.actions}>
        <Button type="submit" disabled={!differs} busyLabel={saving ? 'Changing…' : undefined}>
          Change port
        </Button>
      </div>
    </form>
  );
}
