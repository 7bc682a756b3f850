import {
  CircleCheck,
  CircleDashed,
  CircleMinus,
  Clock,
  LoaderCircle,
  type LucideIcon,
  OctagonX,
  Square,
  TriangleAlert,
} from 'lucide-react';
import styles from './status-badge.module.css';

export type StatusLook = { label: string; icon: LucideIcon; tone: 'ok' | 'error' | 'warn' | 'running' | 'quiet' };

/** Every status of runs, steps, flows and connections: its word, its icon and its tone. */
export const statusLooks = {
  queued: { label: 'Queued', icon: Clock, tone: 'quiet' },
  running: { label: 'Running', icon: LoaderCircle, tone: 'running' },
  waiting: { label: 'Waiting', icon: Clock, tone: 'running' },
  succeeded: { label: 'Succeeded', icon: CircleCheck, tone: 'ok' },
  partly_succeeded: { label: 'Partly succeeded', icon: TriangleAlert, tone: 'warn' },
  failed: { label: 'Failed', icon: OctagonX, tone: 'error' },
  cancelled: { label: 'Stopped', icon: Square, tone: 'quiet' },
  interrupted: { label: 'Interrupted', icon: Square, tone: 'warn' },
  skipped: { label: 'Skipped', icon: CircleMinus, tone: 'quiet' },
  not_tested: { label: 'Not tested', icon: CircleDashed, tone: 'quiet' },
  testing: { label: 'Testing…', icon: LoaderCircle, tone: 'running' },
  connected: { label: 'Connected', icon: CircleCheck, tone: 'ok' },
  sign_in_expired: { label: 'Sign-in expired', icon: TriangleAlert, tone: 'warn' },
  inactive: { label: 'Inactive', icon: CircleMinus, tone: 'quiet' },
  draft: { label: 'Draft', icon: CircleDashed, tone: 'quiet' },
  active: { label: 'Active', icon: CircleCheck, tone: 'ok' },
  damaged: { label: 'Can’t be opened', icon: OctagonX, tone: 'error' },
} as const satisfies Record<string, StatusLook>;

/** The look of a status; an unknown one shows its own word. */
export function lookOfStatus(status: string): StatusLook {
  const known: Record<string, StatusLook> = statusLooks;
  return known[status] ?? { label: status, icon: CircleDashed, tone: 'quiet' };
}

/** A status as icon and text, never colour alone. `iconOnly` keeps the text for assistive technology. */
export function StatusBadge({ status, label, iconOnly }: { status: string; label?: string; iconOnly?: boolean }) {
  const look = lookOfStatus(status);
  const Icon = look.icon;
  const text = label ?? look.label;
  return (
    <span
      className={styles.badge}
      data-status={status}
      data-tone={look.tone}
      data-icon-only={iconOnly || undefined}
      data-turning={look.icon === LoaderCircle || undefined}
      title={iconOnly ? text : undefined}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <span className={iconOnly ? 'visually-hidden' : styles.text}>{text}</span>
    </span>
  );
}
