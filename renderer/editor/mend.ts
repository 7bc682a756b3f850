import type { Remedy } from '../../shared/failures/index.ts';
import type { FlowStep } from '../../shared/flow/document.ts';
import { focusStep } from '../canvas/canvas-keys.ts';
import { changeTimeout } from '../commands/change-step.ts';
import { convertValue, filterOutEmpty } from '../commands/mend-step.ts';
import type { EditorSession } from '../stores/session.ts';
import { announce } from '../ui/live-regions.tsx';
import { showToast } from '../ui/toasts.ts';

/**
 * Carries out what mends a step, as one undoable edit, and shows the step at the setting that it is about. What can't be
 * done by itself, since the setting is no single expression, is left to the person at that setting.
 */
export function mendInEditor(session: EditorSession, remedy: Remedy): void {
  if (remedy.command === 'show-problems') showProblems(session);
  else if (remedy.command === 'open-flow-settings') showFlowSettings(session);
  else mendStep(session, remedy);
}

function mendStep(session: EditorSession, remedy: Remedy): void {
  const { step: stepId, field } = remedy.arguments;
  const step = session.documents.getState().content.document.steps.find(({ id }) => id === stepId);
  if (!step) {
    announce('The step isn’t in the flow any more.');
    return;
  }
  const told = session.editable ? carryOut(session, step, remedy) : undefined;
  if (told) showToast(told.text, { action: { label: 'Undo', run: () => session.documents.getState().undo() } });
  showStep(session, told?.show ?? step.id, typeof field === 'string' && !told ? field : undefined);
}

/** Opens the list of problems, at the first one. */
export function showProblems(session: EditorSession): void {
  session.view.getState().set({ bottomOpen: true, bottomTab: 'problems', showErrors: true });
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('[data-testid="problems"] [data-problem]')?.focus(),
    ),
  );
}

/** Opens the settings of the whole flow at the time that a run may take. */
function showFlowSettings({ view }: EditorSession): void {
  view.getState().select([]);
  view.getState().set({ inspectorOpen: true, flowSettings: true, focusField: 'timeoutSeconds' });
}

/** Selects a step, with its settings open and the field in question in focus. */
function showStep(session: EditorSession, stepId: string, field: string | undefined): void {
  const { view } = session;
  view.getState().select([stepId]);
  view.getState().set({ inspectorOpen: true, inspectorTab: 'settings', showErrors: true });
  if (field === undefined) focusStep(session, stepId);
  else view.getState().set({ focusField: field });
}

type Told = { text: string; show: string };

function carryOut(session: EditorSession, step: FlowStep, { command, arguments: given }: Remedy): Told | undefined {
  const { documents, types } = session;
  const { field, seconds, to, part } = given;
  switch (command) {
    case 'increase-timeout':
      if (typeof seconds !== 'number') return undefined;
      documents.getState().apply(changeTimeout(step, seconds));
      return { text: `“${step.name}” may now take ${seconds} seconds.`, show: step.id };
    case 'convert-value': {
      const edit = typeof field === 'string' ? convertValue(step, field, String(to)) : undefined;
      if (!edit) return undefined;
      documents.getState().apply(edit);
      return { text: `“${step.name}” now converts the value to a ${String(to)}.`, show: step.id };
    }
    case 'filter-out': {
      const filter = types.get('filter');
      if (!filter || typeof field !== 'string') return undefined;
      const at = { step, field, part: typeof part === 'string' ? part : undefined };
      const edit = filterOutEmpty(documents.getState().content, at, filter, types);
      if (!edit) return undefined;
      documents.getState().apply(edit);
      return { text: `Records without this value are filtered out before “${step.name}”.`, show: edit.stepId };
    }
    default:
      return undefined;
  }
}
