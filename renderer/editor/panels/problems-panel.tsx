import { CircleCheck, OctagonX, TriangleAlert } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { FlowProblem } from '../../../shared/flow/problem.ts';
import { focusStep } from '../../canvas/canvas-keys.ts';
import { type EditorSession, useDocument, useProblems, useSession } from '../../stores/session.ts';
import styles from './panels.module.css';

/** Everything wrong with the flow; Enter on a row goes to the step and the field. */
export function ProblemsPanel() {
  const session = useSession();
  const problems = useProblems((all) => all);
  const steps = useDocument(({ content }) => content.document.steps);
  if (problems.length === 0) {
    return (
      <p className={styles.message} data-testid="problems">
        <CircleCheck size={16} strokeWidth={1.75} aria-hidden /> No problems.
      </p>
    );
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-problem]')];
    rows[(rows.indexOf(document.activeElement as HTMLElement) + by + rows.length) % rows.length]?.focus();
  };
  return (
    <ul className={styles.rows} data-testid="problems" onKeyDown={onKeyDown}>
      {problems.map((problem, index) => {
        const Icon = problem.severity === 'error' ? OctagonX : TriangleAlert;
        const key = `${problem.code}:${problem.step ?? ''}:${problem.field ?? ''}:${index}`;
        return (
          <li key={key}>
            <button type="button" className={styles.problem} data-problem onClick={() => showProblem(session, problem)}>
              <Icon
                size={16}
                strokeWidth={1.75}
                role="img"
                aria-label={problem.severity}
                data-severity={problem.severity}
              />
              <span className={styles.where}>{steps.find(({ id }) => id === problem.step)?.name ?? 'Flow'}</span>
              <span className={styles.what}>
                {problem.message} <span className={styles.fix}>{problem.fix}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Selects the problem’s step, opens its settings and focuses the field. */
export function showProblem(session: EditorSession, problem: FlowProblem): void {
  if (!problem.step) return;
  const { view } = session;
  view.getState().select([problem.step]);
  view.getState().set({ inspectorOpen: true, inspectorTab: 'settings', focusField: problem.field, showErrors: true });
  if (problem.field === undefined) focusStep(session, problem.step);
}

/** Goes to the next or previous problem after the one of the selected step. */
export function cycleProblem(session: EditorSession, by: 1 | -1): void {
  const problems = session.checks.getState().problems.filter(({ step }) => step !== undefined);
  if (problems.length === 0) return;
  const [selected] = session.view.getState().selectedIds;
  const at = problems.findIndex(({ step }) => step === selected);
  const next = problems[(at + by + problems.length) % problems.length];
  if (next) showProblem(session, next);
}
