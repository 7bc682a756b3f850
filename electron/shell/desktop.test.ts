import type { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFlow } from '../../shared/flow/index.ts';
import {
  answers,
  app,
  callNames,
  callsTo,
  fire,
  handedPorts,
  ipcMain,
  resetElectron,
  session,
  trays,
  windows,
} from '../../test/fakes/electron.ts';
import { connectPort } from '../../test/fakes/port-client.ts';
import type { HostClient } from '../host/memory-client.ts';
import { lockStore } from '../node/store-lock.ts';
import { type DesktopOptions, openDesktop } from './desktop.ts';

const emitter: EventEmitter = process;
const crashEvents = ['uncaughtException', 'unhandledRejection', 'SIGTERM', 'SIGINT', 'SIGHUP'];

/** The button of the question before quitting. */
const QUIT = 1;

let folder: string;
let options: DesktopOptions;
let before: unknown[];
beforeEach(() => {
  resetElectron();
  before = crashEvents.flatMap((event) => emitter.listeners(event));
  folder = mkdtempSync(join(tmpdir(), 'millrace-desktop-'));
  const pageFolder = join(folder, 'page');
  mkdirSync(pageFolder);
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>Millrace</title>');
  writeFileSync(
    join(pageFolder, 'files.json'),
    JSON.stringify({ '/index.html': { file: 'index.html', type: 'text/html; charset=utf-8' } }),
  );
  options = {
    dataFolder: join(folder, 'data'),
    pageFolder,
    evaluatorProgram: '/app/evaluator.js',
    preload: '/app/preload.cjs',
    platform: 'linux',
    passphrase: undefined,
  };
});

afterEach(async () => {
  if (app.listenerCount('before-quit') > 0) {
    answers.messageBoxButton = QUIT;
    app.quit();
    await hasQuit();
  }
  // The process is the test runner's here, and so are the other listeners.
  for (const event of crashEvents) {
    for (const listener of emitter.listeners(event)) {
      if (!before.includes(listener)) emitter.off(event, listener as () => void);
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Closing takes as long as the practice org needs to start. */
async function hasQuit(): Promise<void> {
  await expect.poll(callNames, { timeout: 20_000 }).toContain('app has quit');
}

/** The page's client: what the renderer does with the port that the preload hands over. */
function connectPage(): HostClient {
  windows[0]?.webContents.emit('did-finish-load');
  const port = handedPorts.at(-1);
  if (!port) throw new Error('No port was handed to the page');
  return connectPort(port);
}

describe('opening Millrace on the desktop', () => {
  it('does what Electron wants before it is ready first, then guards, then the window', async () => {
    await openDesktop(options);
    expect(callNames().filter((name) => !/^safeStorage|^Menu/.test(name))).toEqual([
      'app.setName',
      'app.enableSandbox',
      'protocol.registerSchemesAsPrivileged',
      'app.setPath',
      'app.requestSingleInstanceLock',
      'app.whenReady',
      'session.setPermissionRequestHandler',
      'session.setPermissionCheckHandler',
      'session.setDevicePermissionHandler',
      'protocol.handle',
      'new BrowserWindow',
      'window.loadURL',
    ]);
    expect(callsTo('Menu.setApplicationMenu')).toHaveLength(1);
  });

  it('gives the page the host over its port', async () => {
    await openDesktop(options);
    const info = await connectPage().app.info();
    expect(info).toMatchObject({
      version: '1.2.3',
      dataFolder: options.dataFolder,
      capabilities: { shell: 'desktop', secretsAtRest: 'operating-system' },
    });
  });

  it('starts the practice org by itself', async () => {
    await openDesktop(options);
    const client = connectPage();
    await expect.poll(async () => (await client.practice.status()).running, { timeout: 20_000 }).toBe(true);
  });

  it('S14 tells the page that secrets aren’t protected, and stores none, where the system keeps no key', async () => {
    answers.backend = 'basic_text';
    await openDesktop(options);
    const client = connectPage();
    expect((await client.app.info()).capabilities.secretsAtRest).toBe('none');
    const details = {
      name: 'Mine',
      connector: 'salesforce',
      auth: 'password',
      fields: { environment: 'practice' },
      secrets: { password: 'canary' },
    };
    await expect(client.connections.create(details)).rejects.toMatchObject({ data: { code: 'SECRET_STORE_LOCKED' } });
    expect(await client.connections.list()).not.toContainEqual(expect.objectContaining({ name: 'Mine' }));
  });

  it('S1 S2 S6 S7 S9 guards every window and session, and has no entrance but the port', async () => {
    await openDesktop(options);
    const [window] = windows;
    expect(window?.options.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true });
    expect(fire(window?.webContents ?? app, 'will-navigate', { url: 'https://example.com/' })).toBe(true);
    expect(window?.webContents.openHandler?.({ url: 'file:///etc/passwd' })).toEqual({ action: 'deny' });
    expect(session.defaultSession.checkHandler?.({}, 'media')).toBe(false);
    const serve = session.defaultSession.schemes.get('app');
    expect(serve?.({ method: 'GET', url: 'app://millrace/index.html' }).status).toBe(200);
    expect(serve?.({ method: 'GET', url: 'app://millrace/files.json' }).status).toBe(404);
    expect(ipcMain.eventNames()).toEqual([]);
    expect(callsTo('ipcMain.handle')).toEqual([]);
  });

  it('keeps Chromium’s own files below the data folder', async () => {
    await openDesktop(options);
    expect(callsTo('app.setPath')).toEqual([['userData', join(options.dataFolder, 'desktop')]]);
  });
});

describe('a second launch', () => {
  it('ends at once and leaves the data folder alone', async () => {
    answers.hasLock = false;
    await openDesktop(options);
    expect(callNames()).toContain('app has quit');
    expect(callNames()).not.toContain('app.whenReady');
    expect(existsSync(join(options.dataFolder, 'millrace.lock'))).toBe(false);
  });

  it('focuses the window of the first', async () => {
    await openDesktop(options);
    Object.assign(windows[0] ?? {}, { isMin: true });
    app.emit('second-instance', {}, [], '/');
    expect(callNames().slice(-3)).toEqual(['window.restore', 'window.show', 'window.focus']);
    expect(windows).toHaveLength(1);
  });
});

describe('closing the window', () => {
  it('quits once the host has closed, and frees the data folder', async () => {
    await openDesktop(options);
    windows[0]?.close();
    await hasQuit();
    lockStore(options.dataFolder, 'test').release();
  });

  it('with active flows asks once whether they go on in the tray, from where the window comes back', async () => {
    await openDesktop(options);
    expect(trays).toEqual([]);
    const client = connectPage();
    const steps = [{ id: 'start', type: 'schedule', name: 'Schedule', settings: { cron: '0 2 29 2 *' } }];
    const { id } = await client.flows.create({ name: 'Yearly', document: { ...createFlow('Yearly', ''), steps } });
    await client.flows.activate({ id });
    expect(callsTo('tray.setToolTip')).toEqual([['Millrace: 1 active flow']]);
    windows[0]?.close();
    await expect.poll(() => callsTo('dialog.showMessageBox')).toHaveLength(1);
    expect(callNames()).not.toContain('app.quit');
    trays[0]?.menu.find(({ label }) => label === 'Open Millrace')?.click?.();
    expect(windows).toHaveLength(1);
    expect(await connectPage().app.settings.get()).toMatchObject({ whenWindowCloses: 'tray' });
    windows[0]?.close();
    trays[0]?.emit('click');
    expect(callsTo('dialog.showMessageBox')).toHaveLength(1);

    await connectPage().flows.deactivate({ id });
    expect(trays).toEqual([]);
    windows[0]?.close();
    await hasQuit();
  });

  it('quits with active flows where that was chosen, without another question', async () => {
    await openDesktop(options);
    const client = connectPage();
    const steps = [{ id: 'start', type: 'schedule', name: 'Schedule', settings: { cron: '0 2 29 2 *' } }];
    const { id } = await client.flows.create({ name: 'Yearly', document: { ...createFlow('Yearly', ''), steps } });
    await client.flows.activate({ id });
    await client.app.settings.set({ name: 'whenWindowCloses', value: 'quit' });
    windows[0]?.close();
    await hasQuit();
    expect(callsTo('dialog.showMessageBox')).toEqual([]);
  });

  it('keeps a Mac’s app in the dock, which opens a window again', async () => {
    await openDesktop({ ...options, platform: 'darwin' });
    windows[0]?.close();
    expect(callNames()).not.toContain('app.quit');
    app.emit('activate', {}, false);
    expect(windows).toHaveLength(1);
    expect((await connectPage().app.info()).version).toBe('1.2.3');
  });
});

describe('what keeps Millrace from opening', () => {
  it('is shown with what happened, why, what to do and its code: a data folder in use, exit code 3', async () => {
    const lock = lockStore(options.dataFolder, 'millrace run');
    await openDesktop(options);
    const [[title, text] = []] = callsTo('dialog.showErrorBox');
    expect(title).toContain(`“${options.dataFolder}” is in use by millrace run (process ${process.pid})`);
    expect(text).toMatch(/^Only one Millrace at a time may own it\.\n\nClose the other one.*\n\nSTORE_IN_USE$/);
    expect(callsTo('app.exit')).toEqual([[3]]);
    expect(windows).toEqual([]);
    lock.release();
  });

  it('is shown also when the data folder is a file', async () => {
    writeFileSync(options.dataFolder, 'a file');
    await openDesktop(options);
    expect(callsTo('dialog.showErrorBox')[0]?.[1]).toContain('STORE_UNWRITABLE');
    expect(callsTo('app.exit')).toEqual([[3]]);
  });

  it('frees the data folder when it comes after it was opened: a page that isn’t built', async () => {
    await openDesktop({ ...options, pageFolder: join(folder, 'nowhere') });
    expect(callsTo('dialog.showErrorBox')).toHaveLength(1);
    expect(callsTo('app.exit')).toEqual([[1]]);
    lockStore(options.dataFolder, 'test').release();
    expect(readFileSync(join(options.dataFolder, 'desktop', 'desktop.log'), 'utf8')).toContain('ENOENT');
  });
});

describe('an unexpected error', () => {
  it('is in the log before it is shown, and ends the process', async () => {
    await openDesktop(options);
    process.listeners('uncaughtException').at(-1)?.(new Error('out of the blue'), 'uncaughtException');
    expect(readFileSync(join(options.dataFolder, 'desktop', 'desktop.log'), 'utf8')).toContain('out of the blue');
    expect(callsTo('dialog.showErrorBox')).toHaveLength(1);
    expect(callsTo('app.exit')).toEqual([[1]]);
  });
});
