import { beforeEach, describe, expect, it } from 'vitest';
import { callNames, callsTo, resetElectron, windows } from '../../test/fakes/electron.ts';
import { focusWindow, openMainWindow } from './window.ts';

function open(options: { maximized?: boolean; isPackaged?: boolean; platform?: NodeJS.Platform } = {}) {
  const { maximized = false, isPackaged = true, platform = 'linux' } = options;
  return openMainWindow({
    preload: '/app/preload.cjs',
    isPackaged,
    platform,
    state: { restore: () => ({ x: 1, y: 2, width: 1300, height: 800, maximized }), track: () => undefined },
    serve: () => undefined,
    reportFailure: (error) => expect.unreachable(String(error)),
  });
}

describe('the main window', () => {
  beforeEach(resetElectron);

  it('S1 gives the page no Node power: every option that was passed', () => {
    open();
    expect(windows[0]?.options).toEqual({
      x: 1,
      y: 2,
      width: 1300,
      height: 800,
      minWidth: 1024,
      minHeight: 640,
      show: false,
      title: 'Millrace',
      backgroundColor: '#F6F7F9',
      webPreferences: {
        preload: '/app/preload.cjs',
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
        devTools: false,
        spellcheck: false,
      },
    });
  });

  it('has developer tools only where Millrace is run from its sources', () => {
    open({ isPackaged: false });
    expect(windows[0]?.options.webPreferences).toMatchObject({ devTools: true, sandbox: true, contextIsolation: true });
  });

  it('checks spelling where that asks no server', () => {
    open({ platform: 'darwin' });
    expect(windows[0]?.options.webPreferences).toMatchObject({ spellcheck: true });
  });

  it('opens our page and nothing else', () => {
    open();
    expect(callsTo('window.loadURL')).toEqual([['app://millrace/index.html']]);
  });

  it('shows itself once it has something to show', () => {
    open();
    expect(callNames()).not.toContain('window.show');
    windows[0]?.emit('ready-to-show');
    expect(callNames()).toContain('window.show');
    expect(callNames()).not.toContain('window.maximize');
  });

  it('is maximised again before it shows', () => {
    open({ maximized: true });
    windows[0]?.emit('ready-to-show');
    expect(callNames().slice(-2)).toEqual(['window.maximize', 'window.show']);
  });

  it('comes to the front from the taskbar', () => {
    const window = open();
    Object.assign(windows[0] ?? {}, { isMin: true });
    focusWindow(window);
    expect(callNames().slice(-3)).toEqual(['window.restore', 'window.show', 'window.focus']);
  });
});
