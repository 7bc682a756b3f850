import { CircleCheck, CircleDashed, LoaderCircle, type LucideIcon, Plug, TriangleAlert } from 'lucide-react';
import type { ConnectionStatus, ConnectionSummary } from '../../shared/contract/index.ts';
import { useShownStatus } from '../stores/session.ts';
import { EnvironmentTag } from '../ui/pill.tsx';
import { lookOfStatus } from '../ui/status-badge.tsx';
import styles from './connection-chip.module.css';

const icons: Record<ConnectionStatus, LucideIcon> = {
  connected: CircleCheck,
  testing: LoaderCircle,
  not_tested: CircleDashed,
  failed: TriangleAlert,
  sign_in_expired: TriangleAlert,
  inactive: CircleDashed,
};

/** A step’s connection in one line: plug, name, how its last test went, and where it leads. */
export function ConnectionChip({ connection }: { connection: ConnectionSummary | undefined }) {
  const status = useShownStatus(connection);
  if (!connection || !status) {
    return (
      <span className={styles.chip} data-status="missing">
        <Plug size={12} strokeWidth={2} aria-hidden />
        <span className={styles.name}>Choose a connection</span>
      </span>
    );
  }
  const Icon = icons[status];
  const look = lookOfStatus(status).label;
  return (
    <span className={styles.chip} data-status={status} title={`${connection.name}: ${look}`}>
      <Plug size={12} strokeWidth={2} aria-hidden />
      <span className={styles.name}>{connection.name}</span>
      <Icon className={styles.status} size={12} strokeWidth={2} role="img" aria-label={look} />
      <EnvironmentTag environment={connection.environment} />
    </span>
  );
}
