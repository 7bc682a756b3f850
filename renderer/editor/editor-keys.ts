import { useEffect } from 'react';
import { tell } from '../canvas/tell.ts';
import { undoAction } from '../stores/actions.ts';
import type { EditorSession } from '../stores/session.ts';
import { announce } from '../ui/live-regions.tsx';
import { cycleProblem } from './panels/problems-panel.tsx';
import { selectedStep } from './run/run-part.ts';
import type { RunControl } from './run/use-run-control.ts';

const isMac = typeof navigator !== 'undefined' && /Mac/.test(navigator.userAgent);

/** Keys that work anywhere in the editor: undo where it can be edited, run and stop given `control`, panes, problems. */
export function useEditorKeys(session: EditorSession, control: RunControl | undefined): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return;
      const action = actionOf(event, session, control);
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [session, control]);
}

function actionOf(
  event: KeyboardEvent,
  session: EditorSession,
  control: RunControl | undefined,
): (() => void) | undefined {
  const { view, editable } = session;
  if (event.key === 'F8') return () => cycleProblem(session, event.shiftKey ? -1 : 1);
  if (!(isMac ? event.metaKey : event.ctrlKey) || event.altKey) return undefined;
  const { set, bottomOpen } = view.getState();
  switch (event.key.toLowerCase()) {
    case 'enter':
      return event.shiftKey ? runOnlyStep(session, control) : control && (() => control.run());
    case '.':
      return control?.stop;
    case 'z':
      return editable ? () => tell(session, undoAction(session, event.shiftKey ? 'redo' : 'undo')) : undefined;
    case 'y':
      return isMac || !editable ? undefined : () => tell(session, undoAction(session, 'redo'));
    case 'i':
      return () => toggleInspector(session);
    case 'j':
      return () => set({ bottomOpen: !bottomOpen });
    default:
      return undefined;
  }
}

function runOnlyStep({ view }: EditorSession, control: RunControl | undefined): (() => void) | undefined {
  const step = selectedStep(view.getState().selectedIds);
  if (control && step !== undefined) return () => control.runOnly(step);
  return control && (() => announce('Select a step first.'));
}

/** With nothing selected, the inspector holds the flow’s settings and shows only while they are asked for. */
function toggleInspector({ view }: EditorSession): void {
  const { set, inspectorOpen, flowSettings, selectedIds } = view.getState();
  const shown = inspectorOpen && (flowSettings || selectedIds.length > 0);
  set({ inspectorOpen: !shown, flowSettings: !shown && selectedIds.length === 0 });
}
