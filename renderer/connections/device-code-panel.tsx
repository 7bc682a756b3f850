import { Copy, ExternalLink, LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatTimeLeft } from '../format/time.ts';
import { announce, Banner, Button, CopyField, copyText } from '../ui/index.ts';
import styles from './device-code-panel.module.css';
import type { EnterCode } from './use-authorization.ts';

/** The code that a person enters at the service, large enough to be typed on another device, and the wait for it. */
export function DeviceCodePanel({
  code: { host, userCode, verificationUrl, expiresAt },
  blocked,
  onOpen,
  onCancel,
}: {
  code: EnterCode;
  /** The page couldn’t open the browser. */
  blocked: boolean;
  onOpen: () => void;
  onCancel: () => void;
}) {
  const millisecondsLeft = useMillisecondsLeft(expiresAt);
  useEffect(() => announce(`Enter the code ${userCode} at ${host}.`), [userCode, host]);
  return (
    <div className={styles.panel}>
      <p className={styles.lead}>
        Enter this code at <strong>{host}</strong>:
      </p>
      <div className={styles.code}>
        <output aria-label="Code" data-testid="user-code">
          {userCode}
        </output>
        <Button icon={Copy} onClick={() => copyText(userCode)} aria-label="Copy code">
          Copy
        </Button>
      </div>
      {blocked && <Banner tone="warn">The browser couldn’t be opened. Open this link yourself.</Banner>}
      <CopyField label="Page" value={verificationUrl} help="Open it here or on any other device." />
      <div className={styles.buttons}>
        <Button icon={ExternalLink} variant="primary" onClick={onOpen}>
          Open in browser
        </Button>
        <Button onClick={onCancel}>Cancel authorization</Button>
      </div>
      <p className={styles.waiting}>
        <LoaderCircle className={styles.spinner} size={20} strokeWidth={1.75} aria-hidden />
        <span role="status">Waiting for you to enter the code…</span>
        <span className={styles.time} role="timer">
          {formatTimeLeft(millisecondsLeft)} left
        </span>
      </p>
    </div>
  );
}

/** How long it is until a moment, anew each second; never negative. */
function useMillisecondsLeft(until: string): number {
  const read = () => Math.max(0, Date.parse(until) - Date.now());
  const [left, setLeft] = useState(read);
  useEffect(() => {
    const tick = () => setLeft(Math.max(0, Date.parse(until) - Date.now()));
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [until]);
  return left;
}
