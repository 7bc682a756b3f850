import { CircleCheck, Info, OctagonX, TriangleAlert, X } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './banner.module.css';
import { IconButton } from './icon-button.tsx';

const icons = { error: OctagonX, warn: TriangleAlert, info: Info, ok: CircleCheck };

/** A condition of the whole screen, with what can be done about it. Errors are announced at once. */
export function Banner({
  tone,
  children,
  actions,
  onDismiss,
}: {
  tone: 'error' | 'warn' | 'info' | 'ok';
  children: ReactNode;
  actions?: ReactNode;
  onDismiss?: () => void;
}) {
  const Icon = icons[tone];
  return (
    <div className={styles.banner} data-tone={tone} data-testid="banner" role={tone === 'error' ? 'alert' : 'status'}>
      <Icon size={20} strokeWidth={1.75} aria-hidden />
      <div className={styles.text}>{children}</div>
      {actions && <div className={styles.actions}>{actions}</div>}
      {onDismiss && <IconButton icon={X} label="Dismiss" size="small" onClick={onDismiss} />}
    </div>
  );
}
