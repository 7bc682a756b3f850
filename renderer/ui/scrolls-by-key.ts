import { type RefObject, useEffect, useState } from 'react';

/** What Tab stops at. */
const FOCUSABLE = 'a[href], button, input, select, textarea, [tabindex="0"]';

/**
 * What lets keys scroll an element that scrolls but holds nothing that Tab stops at: it takes focus itself then, as a
 * region with this name. Nothing for any other element.
 */
export function useScrollsByKey(
  element: RefObject<HTMLElement | null>,
  name: string,
): { role?: 'region'; 'aria-label'?: string; tabIndex?: 0 } {
  const [needsFocus, setNeedsFocus] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const measure = () =>
      setNeedsFocus(current.scrollHeight > current.clientHeight && current.querySelector(FOCUSABLE) === null);
    const observer = new ResizeObserver(measure);
    for (const each of [current, ...current.children]) observer.observe(each);
    return () => observer.disconnect();
  });
  return needsFocus ? { role: 'region', 'aria-label': name, tabIndex: 0 } : {};
}
