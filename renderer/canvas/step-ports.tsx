import { Handle, Position } from '@xyflow/react';
import { Plus } from 'lucide-react';
import { type MouseEvent, memo } from 'react';
import type { FlowStep } from '../../shared/flow/document.ts';
import { ERROR_PORT } from '../../shared/flow/ports.ts';
import { endsOf, portsOf, stepsById } from '../commands/ports.ts';
import { useDocument, useSession } from '../stores/session.ts';
import { clickPort } from './connecting.ts';
import { CONNECTION_PORT, portOffset } from './geometry.ts';
import styles from './step-ports.module.css';

/** A step’s ports: circles for records, a square for errors, a diamond for the connection; (+) on unused outputs. */
export const StepPorts = memo(function StepPorts({ step }: { step: FlowStep }) {
  const session = useSession();
  const { editable } = session;
  const { inputs, outputs } = portsOf(step, session.types);
  const used = useDocument(({ content }) => usedOutputs(content.document, step.id, session.types).join('\n')).split(
    '\n',
  );
  const labelled = outputs.length > 1;
  const clickOn = (port: string, side: 'in' | 'out') => (event: MouseEvent) => {
    // It would choose the step too, whose settings open over the step that is to be clicked next.
    event.stopPropagation();
    clickPort(session, { step: step.id, port, side });
  };
  return (
    <>
      {inputs.map(({ name, label }, index) => (
        <Handle
          key={name}
          id={name}
          type="target"
          position={Position.Left}
          className={styles.port}
          style={{ top: portOffset(index) }}
          data-testid={`port-${step.id}-${name}`}
          isConnectable={editable}
          onClick={editable ? clickOn(name, 'in') : undefined}
          aria-hidden
        >
          {inputs.length > 1 && (
            <span className={styles.label} data-side="in">
              {label}
            </span>
          )}
        </Handle>
      ))}
      {outputs.map(({ name, label }, index) => (
        <Handle
          key={name}
          id={name}
          type="source"
          position={Position.Right}
          className={styles.port}
          data-kind={name === ERROR_PORT.name ? 'error' : 'records'}
          style={{ top: portOffset(index) }}
          data-testid={`port-${step.id}-${name}`}
          isConnectable={editable}
          onClick={editable ? clickOn(name, 'out') : undefined}
          aria-hidden
        >
          {labelled && <span className={styles.label}>{label}</span>}
        </Handle>
      ))}
      {session.types.get(step.type)?.connector && (
        <Handle
          id={CONNECTION_PORT}
          type="target"
          position={Position.Bottom}
          className={styles.port}
          data-kind="connection"
          data-testid={`port-${step.id}-connection`}
          isConnectable={editable}
          isConnectableStart={false}
          aria-hidden
        />
      )}
      {outputs.map(({ name, label }, index) =>
        !editable || used.includes(name) ? null : (
          <button
            key={name}
            type="button"
            className={`${styles.stub} nodrag nopan`}
            style={{ top: portOffset(index) }}
            tabIndex={-1}
            aria-label={labelled ? `Add a step after ${step.name}, ${label}` : `Add a step after ${step.name}`}
            onClick={(event) => {
              event.stopPropagation();
              const { right, top } = event.currentTarget.getBoundingClientRect();
              session.view.getState().set({
                picker: {
                  target: { kind: 'after', step: step.id, port: name },
                  at: { x: right + 8, y: top },
                  after: step.name,
                },
              });
            }}
          >
            <Plus size={14} strokeWidth={2} aria-hidden />
          </button>
        ),
      )}
    </>
  );
});

function usedOutputs(
  document: { steps: FlowStep[]; edges: { from: string; to: string; port?: string; toPort?: string }[] },
  stepId: string,
  types: Parameters<typeof portsOf>[1],
): string[] {
  const edges = document.edges.filter(({ from }) => from === stepId);
  if (edges.length === 0) return [];
  const steps = stepsById(document.steps);
  return edges.map((edge) => endsOf(edge, steps, types).port);
}
