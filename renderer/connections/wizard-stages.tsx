import { CircleCheck, CircleDashed, CircleDot, CircleMinus } from 'lucide-react';
import styles from './wizard.module.css';

/** The stages in a row: those behind are ticked and can be reopened; one that the method has no use for says so. */
export function StageList<Stage extends string>({
  stages,
  current,
  done,
  canReopen,
  notNeeded,
  onReopen,
}: {
  stages: readonly Stage[];
  current: Stage;
  /** True when the stage of the moment is complete too. */
  done: boolean;
  canReopen: boolean;
  /** A stage that is skipped. */
  notNeeded?: Stage | undefined;
  onReopen: (stage: Stage) => void;
}) {
  const at = stages.indexOf(current);
  return (
    <ol className={styles.stages} aria-label="Stages">
      {stages.map((stage, index) => (
        <li
          key={stage}
          className={styles.stage}
          data-testid={`wizard-stage-${stage.toLowerCase().replaceAll(' ', '-')}`}
        >
          {stage === notNeeded ? (
            <span>
              <CircleMinus size={16} strokeWidth={1.75} aria-hidden />
              {stage}
              <small className={styles.notNeeded}>Not needed</small>
            </span>
          ) : index < at && canReopen ? (
            <button type="button" onClick={() => onReopen(stage)}>
              <CircleCheck className={styles.check} size={16} strokeWidth={1.75} aria-hidden />
              {stage}
              <span className="visually-hidden">, completed</span>
            </button>
          ) : (
            <span aria-current={index === at ? 'step' : undefined}>
              <StageIcon index={index} at={at} done={done} />
              {stage}
              {(index < at || done) && <span className="visually-hidden">, completed</span>}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function StageIcon({ index, at, done }: { index: number; at: number; done: boolean }) {
  const completed = index < at || done;
  const Icon = completed ? CircleCheck : index === at ? CircleDot : CircleDashed;
  return <Icon className={completed ? styles.check : undefined} size={16} strokeWidth={1.75} aria-hidden />;
}
