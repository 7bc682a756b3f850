import { BrowserWindow, nativeTheme, screen, type WebPreferences } from 'electron';
import type { Channel } from '../host/serve.ts';
import { offerHost } from './bridge.ts';
import { APP_PAGE } from './page.ts';
import { SMALLEST_WINDOW, type WindowStateKeeper } from './window-state.ts';

export type PreferenceOptions = {
  /** Path of the built preload script. */
  preload: string;
  isPackaged: boolean;
  platform: NodeJS.Platform;
};

/** What the page may do, by Electron's security checklist (S1): nothing of Node, in a sandbox, on its own. */
export function securePreferences({ preload, isPackaged, platform }: PreferenceOptions): WebPreferences {
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
    devTools: !isPackaged,
    // Elsewhere Chromium fetches its dictionaries from Google's servers; macOS has them.
    spellcheck: platform === 'darwin',
  };
}

// --bg-canvas of ui.md §13, so that nothing flashes before the page has painted.
const CANVAS_COLOR = { light: '#F6F7F9', dark: '#12161D' };

export type WindowOptions = PreferenceOptions & {
  state: WindowStateKeeper;
  serve: (channel: Channel) => void;
  reportFailure: (error: unknown) => void;
};

/** Opens the main window; it shows itself once it has something to show. */
export function openMainWindow({ state, serve, reportFailure, ...preferences }: WindowOptions): BrowserWindow {
  const { maximized, ...bounds } = state.restore(screen.getAllDisplays().map(({ workArea }) => workArea));
  const window = new BrowserWindow({
    ...bounds,
    minWidth: SMALLEST_WINDOW.width,
    minHeight: SMALLEST_WINDOW.height,
    show: false,
    title: 'Millrace',
    backgroundColor: nativeTheme.shouldUseDarkColors ? CANVAS_COLOR.dark : CANVAS_COLOR.light,
    webPreferences: securePreferences(preferences),
  });
  offerHost(window.webContents, serve);
  state.track(window);
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  window.loadURL(APP_PAGE).catch(reportFailure);
  return window;
}

/** Brings a window to the front, from the dock or taskbar if need be. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
