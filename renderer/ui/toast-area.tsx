import { CircleCheck, Info, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';
import styles from './toast-area.module.css';
import { dismissToast, type Toast, useToasts } from './toasts.ts';

/** How long a toast stays, in ms: longer when there is something to do (ui.md §3). */
const STAYS_MS = 6000;
const STAYS_WITH_ACTION_MS = 10_000;

/** The corner where toasts appear; mounted once by `UiProvider`. */
export function ToastArea() {
  const shown = useToasts((state) => state.shown);
  return (
    <section className={styles.area} aria-label="Notifications">
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(toast.id), toast.action ? STAYS_WITH_ACTION_MS : STAYS_MS);
    return () => clearTimeout(timer);
  }, [held, toast]);

  const Icon = toast.tone === 'ok' ? CircleCheck : Info;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pausing under the pointer is no interaction of its own
    <div
      className={styles.toast}
      data-testid="toast"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon className={styles.icon} data-tone={toast.tone} size={20} strokeWidth={1.75} aria-hidden />
      <span className={styles.text} role="status" title={toast.text}>
        {toast.text}
      </span>
      {toast.action && (
        <Button
          size="small"
          onClick={() => {
            toast.action?.run();
            dismissToast(toast.id);
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton icon={X} label="Dismiss" size="small" onClick={() => dismissToast(toast.id)} />
    </div>
  );
}
