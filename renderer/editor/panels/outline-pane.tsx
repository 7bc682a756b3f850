import { PanelLeftClose } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { executionOrder } from '../../../shared/flow/graph.ts';
import { type CanvasReach, handleCanvasKey } from '../../canvas/canvas-keys.ts';
import { statusOfStep } from '../../format/step-status.ts';
import { useDocument, useProblems, useRun, useSession, useView } from '../../stores/session.ts';
import { CategoryTile } from '../../ui/category-tile.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { iconByName } from '../../ui/icon-names.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import styles from './outline-pane.module.css';
import { outlineRows } from './outline-rows.ts';

const noReach: CanvasReach = { fit() {}, fitSelection() {}, zoomBy() {}, zoomToFull() {}, reveal() {} };

/** The flow as a tree in execution order; selection and commands are the canvas’s. */
export function OutlinePane() {
  const session = useSession();
  const { view, types } = session;
  const document = useDocument(({ content }) => content.document);
  const selectedIds = useView((state) => state.selectedIds);
  const focusedId = useView((state) => state.focusedId);
  const problems = useProblems((all) => all);
  const run = useRun(({ state }) => state);
  const rows = outlineRows(document, types);
  const order = executionOrder(document).map(({ id }) => id);
  const active = rows.some(({ id }) => id === focusedId) ? focusedId : rows[0]?.id;

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = rows.findIndex(({ id }) => id === active);
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
    const to = moves[event.key];
    if (to === undefined || event.metaKey || event.ctrlKey || event.altKey) {
      handleCanvasKey(event, session, noReach);
      return;
    }
    event.preventDefault();
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (!row) return;
    view.getState().select([row.id]);
    event.currentTarget.querySelector<HTMLElement>(`[data-row="${row.id}"]`)?.focus();
  };

  return (
    <section className={styles.pane} aria-label="Outline" data-pane="Outline">
      <div className={styles.head}>
        <h2>Outline</h2>
        <IconButton
          icon={PanelLeftClose}
          label="Hide the outline"
          keys="O"
          size="small"
          onClick={() => view.getState().set({ outlineOpen: false })}
        />
      </div>
      {rows.length === 0 && <p className={styles.empty}>No steps yet.{session.editable && ' Press A to add one.'}</p>}
      <div
        role="tree"
        aria-label="Steps in execution order"
        aria-multiselectable
        className={styles.tree}
        onKeyDown={onKeyDown}
      >
        {rows.map(({ id, depth, branch }) => {
          const step = document.steps.find((entry) => entry.id === id);
          if (!step) return null;
          const manifest = types.get(step.type);
          const count = problems.filter((problem) => problem.step === id).length;
          const fared = run?.steps[id];
          const status = fared && statusOfStep(fared);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of its rows
            <div
              key={id}
              role="treeitem"
              aria-level={depth + 1}
              aria-selected={selectedIds.includes(id)}
              tabIndex={id === active ? 0 : -1}
              data-row={id}
              data-pane-entry={id === active || undefined}
              className={styles.row}
              style={{ paddingLeft: `${0.5 + depth * 1}rem` }}
              onClick={() => view.getState().select([id])}
              onFocus={() => view.getState().set({ focusedId: id })}
            >
              <span className={styles.number}>{order.indexOf(id) + 1}</span>
              <CategoryTile
                category={manifest?.category ?? 'data'}
                icon={iconByName(manifest?.icon ?? 'box')}
                size={20}
              />
              <span className={styles.name}>
                {branch && <span className={styles.branch}>{branch}: </span>}
                {step.name}
              </span>
              {count > 0 && <span className={styles.problems}>{count === 1 ? '1 problem' : `${count} problems`}</span>}
              {status && <StatusBadge status={status} iconOnly />}
            </div>
          );
        })}
      </div>
    </section>
  );
}
