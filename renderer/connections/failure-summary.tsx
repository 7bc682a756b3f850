import { type ReactNode, useEffect, useRef } from 'react';
import styles from './edit-form.module.css';

/** Why something wasn't saved. It takes focus whenever `of` is another failure. */
export function FailureSummary({ of, children }: { of: object; children: ReactNode }) {
  const summary = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each failure takes focus anew
  useEffect(() => {
    summary.current?.focus();
  }, [of]);
  return (
    <div className={styles.failure} role="alert" tabIndex={-1} ref={summary}>
      {children}
    </div>
  );
}
