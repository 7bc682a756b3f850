import { type BrowserWindow, dialog, type RenderProcessGoneDetails } from 'electron';
import type { ErrorLog } from './error-log.ts';

/** A page that ends again within this time, in milliseconds, is asked about instead of loaded once more. */
const CRASHES_AGAIN_WITHIN_MS = 10_000;

/** Loads the page again when its process ended by itself; the host and its runs go on meanwhile. */
export function recoverPage(window: BrowserWindow, log: ErrorLog): void {
  let lastCrash = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, details: RenderProcessGoneDetails) => {
    if (details.reason === 'clean-exit') return;
    log.error('The page’s process ended', { reason: details.reason, exitCode: details.exitCode });
    const now = performance.now();
    const again = now - lastCrash < CRASHES_AGAIN_WITHIN_MS;
    lastCrash = now;
    if (!again) return window.webContents.reload();
    askToReload(window, log).catch((error: unknown) => log.report('The page couldn’t be loaded again', error));
  });
  window.on('unresponsive', () => log.warn('The page doesn’t answer'));
}

async function askToReload(window: BrowserWindow, log: ErrorLog): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'Millrace’s page keeps ending.',
    detail: `What happened is noted in ${log.path}. Runs that are under way go on.`,
    buttons: ['Load again', 'Close window'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  if (window.isDestroyed()) return;
  if (response === 0) window.webContents.reload();
  else window.close();
}
