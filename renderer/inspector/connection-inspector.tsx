import { ExternalLink, Plug, Trash } from 'lucide-react';
import type { ReactNode } from 'react';
import { rebindSlot, removePlacedConnection } from '../commands/slots.ts';
import { navigate } from '../stores/navigation.ts';
import { useConnectionOfSlot, useConnections, useDocument, useSession, useShownStatus } from '../stores/session.ts';
import { Button } from '../ui/button.tsx';
import { CategoryTile } from '../ui/category-tile.tsx';
import { EnvironmentTag } from '../ui/pill.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import styles from './inspector.module.css';

/** A placed connection: which connection of this computer it is, and the steps that move with it. */
export function ConnectionInspector({ slot, children }: { slot: string; children: ReactNode }) {
  const { documents, connectors, view, editable } = useSession();
  const wanted = useDocument(({ content }) => content.document.connections?.[slot]);
  const document = useDocument(({ content }) => content.document);
  const chosen = useConnectionOfSlot(slot);
  const status = useShownStatus(chosen);
  const fitting = useConnections().filter(({ connector }) => connector === wanted?.connector);
  if (!wanted) return null;
  const steps = document.steps.filter(({ connection }) => connection === slot);
  return (
    <>
      <div className={styles.head}>
        <CategoryTile category="connection" icon={Plug} size={32} />
        <div className={styles.title}>
          <span className={styles.name}>{chosen?.name ?? slot}</span>
          <span className={styles.type}>{connectors.get(wanted.connector)?.label ?? wanted.connector} connection</span>
        </div>
        {children}
      </div>
      <div className={styles.form}>
        {editable && (
          <SelectField
            label="Connection"
            required
            value={chosen?.id ?? null}
            placeholder={fitting.length === 0 ? 'No connections yet' : 'Choose a connection'}
            options={fitting.map(({ id, name }) => ({ value: id, label: name }))}
            help="Every step on it moves along."
            onChange={(id) => {
              const connection = fitting.find((entry) => entry.id === id);
              if (connection) documents.getState().apply(rebindSlot(slot, connection));
            }}
          />
        )}
        {chosen && status && (
          <div className={styles.connectionState}>
            <StatusBadge status={status} />
            <EnvironmentTag environment={chosen.environment} />
          </div>
        )}
        <p className={styles.help}>
          {steps.length === 0
            ? `No step uses it yet.${editable ? ' Drag from its diamond to a step.' : ''}`
            : `Used by ${steps.map(({ name }) => `“${name}”`).join(', ')}.`}
        </p>
        <div className={styles.actions}>
          {chosen && (
            <Button
              size="small"
              icon={ExternalLink}
              onClick={() => navigate({ screen: 'connection', connectionId: chosen.id, tab: 'details' })}
            >
              Open details
            </Button>
          )}
          {editable && (
            <Button
              size="small"
              variant="ghost"
              icon={Trash}
              onClick={() => {
                documents.getState().apply(removePlacedConnection(slot));
                view.getState().select([]);
              }}
            >
              Remove from the canvas
            </Button>
          )}
        </div>
      </div>
    </>
  );
}
