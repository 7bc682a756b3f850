import { useEffect, useRef } from 'react';

/** Gives the focus to the screen's content, as the link that skips to it does: for when what had it is gone. */
export function focusContent(): void {
  document.getElementById('main')?.focus();
}

/** Gives the focus to the content when controls that had it go: `areShown` turns false (ui.md §14: it is never lost). */
export function useKeptFocus(areShown: boolean): void {
  const were = useRef(areShown);
  useEffect(() => {
    if (were.current && !areShown && document.activeElement === document.body) focusContent();
    were.current = areShown;
  }, [areShown]);
}
