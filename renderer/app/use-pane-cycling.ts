import { useEffect } from 'react';
import { announce } from '../ui/index.ts';

const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), textarea, select, [tabindex="0"]';

/**
 * F6 and Shift+F6 go from pane to pane and say its name. A pane is any element with `data-pane="Name"`, in the order
 * of the document; focus goes to the pane's current or first control.
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
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.checkVisibility());
  // The innermost pane that has focus, since panes of the editor stand inside the content.
  const at = panes.findLastIndex((pane) => pane.contains(document.activeElement));
  for (let tried = 1; tried <= panes.length; tried += 1) {
    const pane = panes[(at + by * tried + panes.length * 2) % panes.length];
    if (pane && focusPane(pane)) {
      announce(pane.dataset.pane ?? '');
      return;
    }
  }
}

function focusPane(pane: HTMLElement): boolean {
  const inside = pane.querySelector<HTMLElement>('[aria-current], [aria-selected="true"]');
  const target = inside?.matches(FOCUSABLE) ? inside : pane.querySelector<HTMLElement>(FOCUSABLE);
  (target ?? pane).focus();
  return document.activeElement === (target ?? pane);
}
