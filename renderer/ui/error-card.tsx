import { OctagonX, Square, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { type ErrorDescription, MillraceError } from '../../shared/errors/index.ts';
import type { FailureExplanation } from '../../shared/failures/index.ts';
import { Button } from './button.tsx';
import styles from './error-card.module.css';
import { showToast } from './toasts.ts';

const icons = { error: OctagonX, warn: TriangleAlert, quiet: Square };

/** What failed, why and what to do, with “Try again” where that helps and the code under “Technical details”. */
export function ErrorCard({
  error,
  title,
  told,
  onRetry,
  retryLabel = 'Try again',
  tone = 'error',
  actions,
}: {
  error: ErrorDescription | MillraceError;
  /** Stands instead of the error's own message, which then opens the cause. */
  title?: string;
  /** The error in the words of the failure catalogue, instead of its own. */
  told?: Pick<FailureExplanation, 'title' | 'cause' | 'done' | 'fix'>;
  onRetry?: (() => void) | undefined;
  retryLabel?: string;
  /** `warn` and `quiet`: nothing failed, it only didn’t go on. */
  tone?: keyof typeof icons;
  actions?: ReactNode;
}) {
  const description = error instanceof MillraceError ? error.describe() : error;
  const Icon = icons[tone];
  const details = JSON.stringify(description, null, 2);
  return (
    <div className={styles.card} data-tone={tone} role={tone === 'error' ? 'alert' : 'status'}>
      <div className={styles.head}>
        <Icon size={20} strokeWidth={1.75} aria-hidden />
        <p className={styles.title}>{told?.title ?? title ?? description.message}</p>
      </div>
      <dl className={styles.facts}>
        <dt>Cause</dt>
        <dd>{told?.cause ?? `${title ? `${description.message} ` : ''}${description.why}`}</dd>
        {told?.done && (
          <>
            <dt>Done</dt>
            <dd>{told.done}</dd>
          </>
        )}
        <dt>Fix</dt>
        <dd>{told?.fix ?? description.fix}</dd>
      </dl>
      <div className={styles.actions}>
        {actions}
        {onRetry && <Button onClick={onRetry}>{retryLabel}</Button>}
        <Button
          onClick={() => {
            navigator.clipboard.writeText(details).then(
              () => showToast('Copied the details.'),
              () => showToast('The clipboard isn’t available. Open “Technical details” to see them.', { tone: 'info' }),
            );
          }}
        >
          Copy details
        </Button>
      </div>
      <details className={styles.technical}>
        <summary>Technical details</summary>
        <pre>{details}</pre>
      </details>
    </div>
  );
}
