import { BrowserWindow, nativeTheme, screen, type WebPreferences } from 'electron';
import type { Channel } from '../host/serve.ts';
import { offerHost } from './bridge.ts';
import { guardNavigation } from './navigation.ts';
import { APP_PAGE } from './page.ts';
import { SMALLEST_WINDOW, type WindowStateKeeper } from './window-state.ts';

/** What the page may do, by Electron's security checklist (S1): nothing of Node, in a sandbox, on its own. */
export function securePreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: true,
  };
}

// --bg-canvas of ui.md §13, so that nothing flashes before the page has painted.
const CANVAS_COLOR = { light: '#F6F7F9', dark: '#12161D' };

export type WindowOptions = {
  preload: string;
  state: WindowStateKeeper;
  serve: (channel: Channel) => void;
  reportFailure: (error: unknown) => void;
};

/** Opens the main window; it shows itself once it has something to show. */
export function openMainWindow({ preload, state, serve, reportFailure }: WindowOptions): BrowserWindow {
  const { maximized, ...bounds } = state.restore(screen.getAllDisplays().map(({ workArea }) => workArea));
  const window = new BrowserWindow({
    ...bounds,
    minWidth: SMALLEST_WINDOW.width,
    minHeight: SMALLEST_WINDOW.height,
    show: false,
    title: 'Millrace',
    backgroundColor: nativeTheme.shouldUseDarkColors ? CANVAS_COLOR.dark : CANVAS_COLOR.light,
    webPreferences: securePreferences(preload),
  });
  guardNavigation(window.webContents, reportFailure);
  offerHost(window.webContents, serve);
  state.track(window);
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  window.loadURL(APP_PAGE).catch(reportFailure);
  return window;
}
