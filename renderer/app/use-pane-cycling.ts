import { useEffect } from 'react';
import { announce } from '../ui/index.ts';

const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), textarea, select, [tabindex="0"]';

/**
 * F6 and Shift+F6 go from pane to pane and say its name. A pane is any element with `data-pane="Name"`, in the order
 * of the document; one that holds other panes is left out. Focus goes to what `data-pane-entry` marks, else to the
 * pane's current or first control.
 */
export function usePaneCycling(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || event.defaultPrevented) return;
      event.preventDefault();
      movePane(event.shiftKey ? -1 : 1);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function movePane(by: 1 | -1): void {
  // Panes of the editor stand inside the content, which is then none of its own.
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(
    (pane) => pane.checkVisibility({ visibilityProperty: true }) && !pane.querySelector('[data-pane]'),
  );
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  for (let tried = 1; tried <= panes.length; tried += 1) {
    const pane = panes[(at + by * tried + panes.length * 2) % panes.length];
    if (pane && focusPane(pane)) {
      announce(pane.dataset.pane ?? '');
      return;
    }
  }
}

function focusPane(pane: HTMLElement): boolean {
  const entry = pane.querySelector<HTMLElement>('[data-pane-entry]');
  const inside = pane.querySelector<HTMLElement>('[aria-current], [aria-selected="true"]');
  const target = entry ?? (inside?.matches(FOCUSABLE) ? inside : pane.querySelector<HTMLElement>(FOCUSABLE));
  (target ?? pane).focus();
  return document.activeElement === (target ?? pane);
}
