import { type RefObject, useEffect } from 'react';
import { useView } from '../stores/session.ts';

/** Height of the canvas’s controls with the space around them, in px. */
const CONTROLS_HEIGHT = 64;
/** Space between toasts and the canvas’s right edge, in px. */
const SIDE_SPACE = 12;

/** While the canvas is on screen, toasts stand over it and above its controls instead of covering them or a form. */
export function useToastPlace(canvas: RefObject<HTMLElement | null>): void {
  const coveredWidth = useView((view) => view.coveredWidth);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const { style } = document.documentElement;
    const place = () => {
      const { right, bottom } = element.getBoundingClientRect();
      style.setProperty('--toasts-right', `${window.innerWidth - right + coveredWidth + SIDE_SPACE}px`);
      style.setProperty('--toasts-bottom', `${window.innerHeight - bottom + CONTROLS_HEIGHT}px`);
    };
    const observer = new ResizeObserver(place);
    observer.observe(element);
    place();
    return () => {
      observer.disconnect();
      style.removeProperty('--toasts-right');
      style.removeProperty('--toasts-bottom');
    };
  }, [canvas, coveredWidth]);
}
