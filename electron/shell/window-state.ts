import { type BrowserWindow, ipcMain, type Rectangle } from 'electron';
import Store from 'electron-store';
import { z } from 'zod';

/** The smallest window the layout holds (ui.md §2), in px. */
export const SMALLEST_WINDOW = { width: 1024, height: 640 };

const FIRST_WINDOW = { width: 1440, height: 900 };

/** How much of a window must lie on a display for it to be grabbed there, in px both ways. */
const GRABBABLE = 100;

/** What is kept of a window between launches. */
const windowState = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }),
  maximized: z.boolean(),
});

/** How the next window opens; without `x` and `y` Electron centres it on the primary display. */
export type NextWindow = Partial<Rectangle> & { width: number; height: number; maximized: boolean };

/** Keeps the window's place; `displays` are the work areas that exist now. */
export type WindowStateKeeper = {
  /** The last bounds if a display still shows them, else a window of the first size, centred. */
  restore(displays: readonly Rectangle[]): NextWindow;
  /** Remembers the window's place when it closes. */
  track(window: BrowserWindow): void;
};

/** Keeps it in `window.json` in the app's `userData`; a damaged file counts as none. */
export function createWindowStateKeeper(): WindowStateKeeper {
  const store = new Store<{ window?: unknown }>({ name: 'window', clearInvalidConfig: true, configFileMode: 0o600 });
  // The package listens for renderers that ask for its folder. Nothing of ours asks, and no page has anything to call.
  ipcMain.removeAllListeners('electron-store-get-data');
  return {
    restore: (displays) => {
      const { data } = windowState.safeParse(store.get('window'));
      if (!data || !displays.some((display) => isGrabbable(display, data.bounds))) {
        return { ...FIRST_WINDOW, maximized: data?.maximized ?? false };
      }
      return { ...data.bounds, maximized: data.maximized };
    },
    track: (window) => {
      window.on('close', () =>
        store.set('window', { bounds: window.getNormalBounds(), maximized: window.isMaximized() }),
      );
    },
  };
}

function isGrabbable(display: Rectangle, bounds: Rectangle): boolean {
  const width = Math.min(display.x + display.width, bounds.x + bounds.width) - Math.max(display.x, bounds.x);
  const height = Math.min(display.y + display.height, bounds.y + bounds.height) - Math.max(display.y, bounds.y);
  return width >= GRABBABLE && height >= GRABBABLE;
}
