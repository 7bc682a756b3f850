import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrowserWindow } from 'electron';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { app, ipcMain, resetElectron, windows } from '../../test/fakes/electron.ts';
import { createWindowStateKeeper } from './window-state.ts';

const display = { x: 0, y: 0, width: 1920, height: 1040 };
let folder: string;
beforeEach(() => {
  resetElectron();
  folder = mkdtempSync(join(tmpdir(), 'millrace-window-'));
  app.setPath('userData', folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function closeWindowAt(bounds: { x: number; y: number; width: number; height: number }, isMax = false): void {
  const window = new BrowserWindow();
  createWindowStateKeeper().track(window);
  Object.assign(windows[0] ?? {}, { bounds, isMax });
  window.close();
}

describe('the window’s place', () => {
  it('is the first size, centred, at the first launch', () => {
    expect(createWindowStateKeeper().restore([display])).toEqual({ width: 1440, height: 900, maximized: false });
  });

  it('is where it was when it closed', () => {
    closeWindowAt({ x: 50, y: 60, width: 1200, height: 700 }, true);
    expect(createWindowStateKeeper().restore([display])).toEqual({
      x: 50,
      y: 60,
      width: 1200,
      height: 700,
      maximized: true,
    });
  });

  it('is on a second display while that exists, also left of the first', () => {
    closeWindowAt({ x: -1800, y: 60, width: 1200, height: 700 });
    const left = { x: -1920, y: 0, width: 1920, height: 1040 };
    expect(createWindowStateKeeper().restore([display, left])).toMatchObject({ x: -1800, y: 60 });
  });

  it('is centred on the primary display when its display is gone or shows too little of it', () => {
    for (const x of [2500, 1900, -1190]) {
      closeWindowAt({ x, y: 60, width: 1200, height: 700 });
      expect(createWindowStateKeeper().restore([display])).toEqual({ width: 1440, height: 900, maximized: false });
    }
  });

  it('is the first size when the file is damaged or says nonsense', () => {
    for (const text of ['{"window":', '{"window":{"bounds":{"x":"0"},"maximized":1}}', '{"window":7}', '']) {
      writeFileSync(join(folder, 'window.json'), text);
      expect(createWindowStateKeeper().restore([display])).toEqual({ width: 1440, height: 900, maximized: false });
    }
  });

  it('S15 is kept in a file that only its owner can read, and nothing else is', () => {
    closeWindowAt({ x: 50, y: 60, width: 1200, height: 700 });
    const file = join(folder, 'window.json');
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')))).toEqual(['window']);
  });

  it('S2 leaves no listener of the settings package behind that a page could call', () => {
    createWindowStateKeeper();
    expect(ipcMain.eventNames()).toEqual([]);
  });
});
