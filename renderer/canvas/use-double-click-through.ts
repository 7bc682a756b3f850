import { useEffect } from 'react';
import type { EditorSession } from '../stores/session.ts';

/** How near the second press of a double click is to the first, in px. */
const NEAR = 6;

/**
 * Opens the wide view when a step was double-clicked and the inspector, which the first click opened, lies under the
 * second. Presses on the step itself are the library’s to tell.
 */
export function useDoubleClickThrough({ view }: EditorSession): void {
  useEffect(() => {
    let first: { step: string; x: number; y: number } | undefined;
    const onMouseDown = (event: MouseEvent) => {
      const { target, detail, clientX, clientY } = event;
      const step = target instanceof Element && target.closest<HTMLElement>('.react-flow__node-step')?.dataset.id;
      const near = first && Math.hypot(first.x - clientX, first.y - clientY) <= NEAR;
      if (detail === 2 && first && near && !step && view.getState().selectedIds.join() === first.step) {
        event.preventDefault();
        event.stopPropagation();
        view.getState().set({ wide: true });
      }
      first = step ? { step, x: clientX, y: clientY } : undefined;
    };
    window.addEventListener('mousedown', onMouseDown, { capture: true });
    return () => window.removeEventListener('mousedown', onMouseDown, { capture: true });
  }, [view]);
}
