import { useEffect, useRef, useState } from 'react';
import { useHost } from '../../host/host-context.tsx';
import { showActionError } from '../../stores/action-error.ts';
import { showMadeSecret, useMadeSecret } from '../../stores/made-secrets.ts';
import { useMay } from '../../stores/rights.ts';
import { useSession } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { SecretField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toasts.ts';
import { Toggle } from '../../ui/toggle.tsx';
import type { ControlProps } from './control-props.ts';
import { useWebhook } from './use-webhook.ts';
import styles from './webhook-control.module.css';

/** Characters of a secret that is entered, at least (`shared/contract/webhooks.ts`). */
const SHORTEST_SECRET = 16;

const focusWhenShown = (input: HTMLInputElement | null): void => input?.focus();

/** Whether calls must be signed, and the secret they are signed with: made here and shown once, or entered. */
export function WebhookSecretControl({ field, step, value, onChange }: ControlProps) {
  const isSigned = (value ?? field.default) === true;
  const mayRun = useMay('runFlows');
  const mayEdit = useMay('editFlows');
  return (
    <div className={styles.part}>
      <Toggle
        label={field.label}
        help={field.help}
        checked={isSigned}
        onChange={(checked) => onChange(checked === (field.default ?? false) ? undefined : checked)}
      />
      {isSigned && mayRun && mayEdit && <Secret step={step.id} />}
    </div>
  );
}

function Secret({ step }: { step: string }) {
  const client = useHost();
  const { flowId } = useSession();
  const { data, refresh } = useWebhook(step);
  const made = useMadeSecret(flowId, step);
  const [entered, setEntered] = useState<string>();
  const [error, setError] = useState<string>();
  const [storing, setStoring] = useState(false);
  const actions = useRef<HTMLDivElement>(null);
  const leavesControl = useRef(false);
  useEffect(() => {
    // The control that was pressed has gone with what it ended.
    if (!leavesControl.current || !actions.current) return;
    leavesControl.current = false;
    actions.current.querySelector('button')?.focus();
  });

  const store = async (secret?: string): Promise<void> => {
    setStoring(true);
    try {
      const stored = await client.webhooks.setSecret({ flowId, step, ...(secret === undefined ? {} : { secret }) });
      showMadeSecret(flowId, step, stored.made ?? undefined);
      if (secret !== undefined) stopEntering();
      showToast('The secret is stored.');
      await refresh();
    } catch (thrown) {
      showActionError('The secret couldn’t be stored', thrown);
    } finally {
      setStoring(false);
    }
  };
  const stopEntering = (): void => {
    leavesControl.current = true;
    setEntered(undefined);
    setError(undefined);
  };
  const storeEntered = (secret: string): void => {
    const isShort = secret.length < SHORTEST_SECRET;
    setError(isShort ? `Use at least ${SHORTEST_SECRET} characters.` : undefined);
    if (!isShort) void store(secret);
  };

  if (!data) return null;
  return (
    <>
      {made === undefined ? (
        <p className={styles.note}>
          {data.hasSecret
            ? 'A secret is stored. It is never shown again.'
            : 'No secret is stored yet, so no call is let in.'}
        </p>
      ) : (
        <>
          <CopyField
            label="Secret"
            value={made}
            help="Give it to the caller now. Once hidden, it is never shown again."
          />
          <Button
            size="small"
            onClick={() => {
              leavesControl.current = true;
              showMadeSecret(flowId, step, undefined);
            }}
          >
            Hide secret
          </Button>
        </>
      )}
      {entered === undefined ? (
        <div className={styles.actions} ref={actions}>
          <Button size="small" busyLabel={storing ? 'Making…' : undefined} onClick={() => void store()}>
            {data.hasSecret ? 'Make a new secret' : 'Make a secret'}
          </Button>
          <Button size="small" onClick={() => setEntered('')}>
            Enter one
          </Button>
        </div>
      ) : (
        <form
          className={styles.part}
          onSubmit={(event) => {
            event.preventDefault();
            storeEntered(entered);
          }}
        >
          <SecretField
            label="Secret of the caller"
            value={entered}
            error={error}
            onChange={setEntered}
            ref={focusWhenShown}
          />
          <div className={styles.actions}>
            <Button size="small" type="submit" busyLabel={storing ? 'Storing…' : undefined}>
              Store
            </Button>
            <Button size="small" onClick={stopEntering}>
              Cancel
            </Button>
          </div>
        </form>
      )}
    </>
  );
}
