import type { BrowserWindow, Rectangle } from 'electron';
import Store from 'electron-store';

/** The smallest window the layout holds (ui.md §2), in px. */
export const SMALLEST_WINDOW = { width: 1024, height: 640 };

const FIRST_WINDOW = { width: 1440, height: 900 };

/** What is kept of a window between launches. */
export type WindowState = { bounds?: Rectangle; maximized: boolean };

/** Keeps the window's place; `displays` are the work areas that exist now. */
export type WindowStateKeeper = {
  /** Bounds for the next window: the last ones if a display still shows them, else centred on the primary display. */
  restore(displays: readonly Rectangle[]): Partial<Rectangle> & { width: number; height: number; maximized: boolean };
  /** Remembers the window's place when it closes. */
  track(window: BrowserWindow): void;
};

export function createWindowStateKeeper(): WindowStateKeeper {
  const store = new Store<{ window?: WindowState }>({ name: 'window' });
  return {
    restore: (displays) => {
      const state = store.get('window');
      const visible = state?.bounds && displays.some((display) => overlaps(display, state.bounds as Rectangle));
      return { ...(visible ? (state?.bounds as Rectangle) : FIRST_WINDOW), maximized: state?.maximized ?? false };
    },
    track: (window) => {
      window.on('close', () =>
        store.set('window', { bounds: window.getNormalBounds(), maximized: window.isMaximized() }),
      );
    },
  };
}

/** True when enough of `bounds` lies on `display` to grab the window: 100 px both ways. */
function overlaps(display: Rectangle, bounds: Rectangle): boolean {
  const width = Math.min(display.x + display.width, bounds.x + bounds.width) - Math.max(display.x, bounds.x);
  const height = Math.min(display.y + display.height, bounds.y + bounds.height) - Math.max(display.y, bounds.y);
  return width >= 100 && height >= 100;
}
