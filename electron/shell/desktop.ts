import { app, BrowserWindow, session } from 'electron';
import type { NodeHost } from '../compose/node-host.ts';
import type { Channel } from '../host/serve.ts';
import { loadStaticFiles } from '../node/static-files.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { createDesktopBrowser } from './browser.ts';
import { prepareDesktopFolder } from './desktop-folder.ts';
import { showError, showNotices } from './error-box.ts';
import { createErrorLog, type ErrorLog } from './error-log.ts';
import { createDesktopEvaluatorLauncher } from './evaluator-process.ts';
import { createDesktopFolderPicker } from './folder-picker.ts';
import { createDesktopFolderView } from './folder-view.ts';
import { findDesktopKeySources } from './key-sources.ts';
import { decideWhenClosed } from './last-window.ts';
import { setAppMenu } from './menu.ts';
import { guardNavigation } from './navigation.ts';
import { denyPermissions } from './permissions.ts';
import { closeBeforeQuit } from './quit.ts';
import { recoverPage } from './recovery.ts';
import { keepTray } from './tray.ts';
import { focusWindow, openMainWindow } from './window.ts';
import { createWindowStateKeeper } from './window-state.ts';

/** What the desktop app needs to know of where it runs. */
export type DesktopOptions = {
  dataFolder: string;
  /** Folder of the built page with its `files.json`. */
  pageFolder: string;
  /** Path of the built preload script. */
  preload: string;
  /** Path of the built program of an evaluator's process. */
  evaluatorProgram: string;
  platform: NodeJS.Platform;
  /** `MILLRACE_PASSPHRASE`, when it is set. */
  passphrase: string | undefined;
};

/** The exit code of a start that failed for no reason of the catalogue. */
const UNEXPECTED = 1;

/**
 * Opens Millrace's window, or focuses the one that is open on the same data folder. Call it once, synchronously, when
 * the process starts. What keeps it from opening is shown in a box and ends the process with the error's exit code
 * (3 for the data folder). Never rejects.
 */
export async function openDesktop(options: DesktopOptions): Promise<void> {
  app.setName('Millrace');
  app.enableSandbox();
  registerAppScheme();
  const desktopFolder = prepareDesktopFolder(options.dataFolder);
  if (!app.requestSingleInstanceLock()) return app.quit();
  const log = createErrorLog(desktopFolder);
  catchCrashes(log);
  // Loading the host and starting Chromium take time side by side.
  const hostModule = import('../compose/node-host.ts');
  let host: NodeHost | undefined;
  try {
    await app.whenReady();
    const { openNodeHost } = await hostModule;
    host = await openNodeHost({
      dataFolder: options.dataFolder,
      ownerName: 'Millrace',
      version: app.getVersion(),
      shell: 'desktop',
      browser: createDesktopBrowser((error) => log.report('The system’s browser couldn’t be opened', error)),
      folderView: createDesktopFolderView(),
      folderPicker: createDesktopFolderPicker(),
      keySources: await findDesktopKeySources({
        ...options,
        desktopFolder,
        reportFailure: (error) => log.report('The system’s key store failed', error),
      }),
      launchEvaluator: createDesktopEvaluatorLauncher(options.evaluatorProgram),
      log: log.write,
    });
    showWindows(host, options, log);
  } catch (thrown) {
    log.report('Millrace couldn’t open', thrown);
    showError(thrown);
    await host?.close().catch((error: unknown) => log.report('The data folder couldn’t be closed', error));
    app.exit(exitCodeOf(thrown));
  }
}

/** Everything that has a window: from here on the host is closed by quitting. */
function showWindows(
  host: NodeHost,
  { pageFolder, preload, platform, dataFolder }: DesktopOptions,
  log: ErrorLog,
): void {
  const { isPackaged } = app;
  const reportFailure = (error: unknown): void => log.report('The desktop failed at something', error);
  denyPermissions(session.defaultSession);
  serveApp(session.defaultSession, loadStaticFiles(pageFolder));
  app.on('web-contents-created', (_event, contents) => guardNavigation(contents, reportFailure));
  setAppMenu({ platform, isPackaged, dataFolder, reportFailure });
  const state = createWindowStateKeeper();
  // Whoever sits at the desktop's window owns this computer's data.
  const serve = (channel: Channel): void => host.serve(channel, 'designer');

  const showMainWindow = (): void => {
    const [present] = BrowserWindow.getAllWindows();
    if (present) focusWindow(present);
    else recoverPage(openMainWindow({ preload, isPackaged, platform, state, serve, reportFailure }), log);
  };
  const quitting = closeBeforeQuit(host, log, showMainWindow);
  app.on('second-instance', showMainWindow);
  app.on('activate', showMainWindow);
  // A Mac's app stays in the dock, with its active flows, until it is quit.
  if (platform === 'darwin') app.on('window-all-closed', () => undefined);
  else {
    const tray = keepTray({ host, open: showMainWindow, reportFailure });
    app.on('window-all-closed', decideWhenClosed({ host, tray, quitting, reportFailure }));
  }
  showMainWindow();
  showNotices(host.notices).catch(reportFailure);
  host.awaken(reportFailure);
}

function catchCrashes(log: ErrorLog): void {
  process.on('unhandledRejection', (reason) => log.report('A promise failed unheard', reason));
  process.on('uncaughtException', (error) => {
    log.report('Millrace ended by an unexpected error', error);
    showError(error);
    // What state things are in isn't known any more. The store survives this as it survives a power cut.
    app.exit(UNEXPECTED);
  });
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') log.error('A helper process ended', { type, reason, exitCode });
  });
}

function exitCodeOf(thrown: unknown): number {
  return thrown instanceof Error && 'exitCode' in thrown && typeof thrown.exitCode === 'number'
    ? thrown.exitCode
    : UNEXPECTED;
}
