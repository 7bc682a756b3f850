import { Plus } from 'lucide-react';
import type { StepManifest } from '../../shared/connector/manifest.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import { assignConnection, removeConnection } from '../commands/slots.ts';
import { requestConnection } from '../stores/new-connection.ts';
import {
  useConnectionOfSlot,
  useConnections,
  useProblems,
  useSession,
  useShownStatus,
  useView,
} from '../stores/session.ts';
import { Button } from '../ui/button.tsx';
import { EnvironmentTag } from '../ui/pill.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { lookOfStatus, StatusBadge } from '../ui/status-badge.tsx';
import styles from './inspector.module.css';

/** Which connection of this computer the step uses. */
export function ConnectionField({ step, manifest }: { step: FlowStep; manifest: StepManifest }) {
  const { documents } = useSession();
  const connectorId = manifest.connector;
  const connections = useConnections().filter(({ connector }) => connector === manifest.connector);
  const chosen = useConnectionOfSlot(step.connection);
  const status = useShownStatus(chosen);
  const showErrors = useView((view) => view.showErrors);
  const problem = useProblems((all) =>
    all.find(({ step: id, code }) => id === step.id && code === 'CONNECTION_NOT_CHOSEN'),
  );
  const none = '';
  const options = [
    ...(manifest.connectionOptional ? [{ value: none, label: 'No connection' }] : []),
    ...connections.map(({ id, name, status }) => ({ value: id, label: name, help: lookOfStatus(status).label })),
  ];
  return (
    <div className={styles.connection} data-testid="field-connection">
      <SelectField
        label="Connection"
        required={!manifest.connectionOptional}
        value={chosen?.id ?? (manifest.connectionOptional ? none : null)}
        options={options}
        placeholder={connections.length === 0 ? 'No connections yet' : 'Choose a connection'}
        error={showErrors ? problem?.message : undefined}
        onChange={(id) => {
          const connection = connections.find((entry) => entry.id === id);
          documents.getState().apply(connection ? assignConnection(step.id, connection) : removeConnection(step.id));
        }}
      />
      {chosen && status && (
        <div className={styles.connectionState}>
          <StatusBadge status={status} />
          <EnvironmentTag environment={chosen.environment} />
        </div>
      )}
      {connectorId && (
        <Button
          size="small"
          icon={Plus}
          onClick={() =>
            requestConnection({
              connectorId,
              onMade: (made) => documents.getState().apply(assignConnection(step.id, made)),
            })
          }
        >
          New connection
        </Button>
      )}
    </div>
  );
}
