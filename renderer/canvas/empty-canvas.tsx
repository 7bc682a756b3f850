import { Plus, Zap } from 'lucide-react';
import { useSession } from '../stores/session.ts';
import styles from './empty-canvas.module.css';

/** What stands in an empty flow: the place of its trigger, or that there is nothing to see. */
export function EmptyCanvas() {
  const { view, editable } = useSession();
  if (!editable) {
    return (
      <div className={styles.area}>
        <p className={styles.nothing}>This flow has no steps yet.</p>
      </div>
    );
  }
  return (
    <div className={styles.area}>
      <button
        type="button"
        className={styles.placeholder}
        onClick={(event) => {
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          view.getState().set({ picker: { target: { kind: 'place', at: [0, 0] }, at: { x: left, y: bottom + 8 } } });
        }}
      >
        <span className={styles.icon}>
          <Zap size={24} strokeWidth={1.75} aria-hidden />
        </span>
        <span>
          <span className={styles.title}>Add a trigger — what starts this flow?</span>
          <span className={styles.text}>
            <Plus size={14} strokeWidth={2} aria-hidden /> Choose a step, or drag one from the left
          </span>
        </span>
      </button>
    </div>
  );
}
