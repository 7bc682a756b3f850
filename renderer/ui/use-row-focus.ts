import { type FocusEvent, type RefObject, useEffect, useRef } from 'react';

/**
 * Keeps focus in a table when the row that has it is taken away, as after a deletion: the row in its place gets it, else
 * the last one. Returns what the table listens with; rows are told apart by their keys in `keys`.
 */
export function useRowFocus(frame: RefObject<HTMLElement | null>, keys: readonly string[]) {
  const focused = useRef<string>(undefined);
  const before = useRef<readonly string[]>(keys);
  useEffect(() => {
    const place = focused.current === undefined ? -1 : before.current.indexOf(focused.current);
    before.current = keys;
    if (place < 0 || keys.includes(focused.current ?? '')) return;
    focused.current = undefined;
    if (document.activeElement !== document.body) return;
    const row = frame.current?.querySelector(`tr[data-row="${Math.min(place, keys.length - 1)}"]`);
    row?.querySelector<HTMLElement>('[data-row-link], button')?.focus();
  }, [frame, keys]);
  return {
    /** Hears of focus in a row, and in the menu of a row, which stands elsewhere on the page. */
    onRowFocus: (key: string) => {
      focused.current = key;
    },
    onBlur: ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null) focused.current = undefined;
    },
  };
}
