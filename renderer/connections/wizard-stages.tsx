import { CircleCheck, CircleDashed, CircleDot } from 'lucide-react';
import styles from './new-connection-screen.module.css';

/** The stages of a new connection. No method of today asks for “Authorize”, which is shown as not needed. */
export const stages = ['System', 'Authentication', 'Details', 'Authorize', 'Test', 'Done'] as const;
export type Stage = (typeof stages)[number];

/** The stages in a row; those behind can be reopened. */
export function StageList({
  current,
  canReopen,
  onReopen,
}: {
  current: Stage;
  canReopen: boolean;
  onReopen: (stage: Stage) => void;
}) {
  const at = stages.indexOf(current);
  return (
    <ol className={styles.stages} aria-label="Stages">
      {stages.map((stage, index) => (
        <li key={stage} className={styles.stage} data-testid={`wizard-stage-${stage.toLowerCase()}`}>
          {stage === 'Authorize' ? (
            <span>
              <CircleDashed size={16} strokeWidth={1.75} aria-hidden />
              Authorize: not needed
            </span>
          ) : index < at && canReopen ? (
            <button type="button" onClick={() => onReopen(stage)}>
              <CircleCheck className={styles.check} size={16} strokeWidth={1.75} aria-hidden />
              {stage}
              <span className="visually-hidden">, completed</span>
            </button>
          ) : (
            <span aria-current={index === at ? 'step' : undefined}>
              <StageIcon index={index} at={at} />
              {stage}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function StageIcon({ index, at }: { index: number; at: number }) {
  const Icon = index < at ? CircleCheck : index === at ? CircleDot : CircleDashed;
  return <Icon size={16} strokeWidth={1.75} aria-hidden />;
}
