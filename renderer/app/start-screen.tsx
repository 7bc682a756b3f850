import { LoaderCircle, Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useHostLinkState } from '../host/host-context.tsx';
import { SKELETON_AFTER_MS } from '../host/use-resource.ts';
import { Button, EmptyState, ErrorCard, useScreenTitle } from '../ui/index.ts';
import type { StartState } from './start-application.ts';
import styles from './start-screen.module.css';

/** What is seen until the host has answered: nothing at first, then that it is awaited, or why it won't answer. */
export function StartScreen({ start, onRetry }: { start: StartState; onRetry: () => void }) {
  const link = useHostLinkState();
  const [late, setLate] = useState(false);
  useScreenTitle('');
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);

  return (
    <main className={styles.start}>
      <h1 className="visually-hidden">Millrace</h1>
      {start.phase === 'failed' ? (
        <ErrorCard error={start.error} title="Millrace couldn’t start" onRetry={onRetry} />
      ) : link.status === 'refused' ? (
        <EmptyState icon={Unplug} title="This address can’t be opened again">
          {link.reason} Start Millrace again with <code>millrace serve</code> and open the address that it prints.
        </EmptyState>
      ) : link.status === 'lost' ? (
        <EmptyState
          icon={Unplug}
          title="Millrace isn’t answering"
          actions={<Button onClick={link.reconnectNow}>Try again</Button>}
        >
          Its host has stopped. This page connects by itself once it is back.
        </EmptyState>
      ) : (
        late && (
          <p className={styles.waiting} role="status">
            <LoaderCircle size={20} strokeWidth={1.75} aria-hidden />
            Starting…
          </p>
        )
      )}
    </main>
  );
}
