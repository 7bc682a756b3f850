import { Handle, type NodeProps, Position } from '@xyflow/react';
import { Plug } from 'lucide-react';
import { memo } from 'react';
import { useConnectionOfSlot, useSession, useShownStatus } from '../stores/session.ts';
import type { ConnectionNode as ConnectionNodeType } from '../stores/view-store.ts';
import { EnvironmentTag } from '../ui/pill.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import styles from './connection-node.module.css';
import { CONNECTION_PORT } from './geometry.ts';
import ports from './step-ports.module.css';

/** A connection on the canvas: one of the flow’s slots, with the connection of this computer that fills it. */
export const ConnectionNode = memo(
  function ConnectionNode({ data: { slot }, selected }: NodeProps<ConnectionNodeType>) {
    const { editable } = useSession();
    const connection = useConnectionOfSlot(slot);
    const status = useShownStatus(connection);
    return (
      <div className={styles.pill} data-selected={selected || undefined}>
        <span className={styles.icon}>
          <Plug size={16} strokeWidth={1.75} aria-hidden />
        </span>
        <span className={styles.text}>
          <span className={styles.name} title={connection?.name}>
            {connection?.name ?? (editable ? 'Choose a connection' : 'No connection')}
          </span>
          {connection && status && (
            <span className={styles.state}>
              <StatusBadge status={status} iconOnly />
              <EnvironmentTag environment={connection.environment} />
            </span>
          )}
        </span>
        <Handle
          id={CONNECTION_PORT}
          type="source"
          position={Position.Top}
          className={ports.port}
          data-kind="connection"
          isConnectable={editable}
          isConnectableEnd={false}
          aria-hidden
        />
      </div>
    );
  },
  (before, after) => before.data.slot === after.data.slot && before.selected === after.selected,
);
