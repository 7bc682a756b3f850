import type { MenuItemConstructorOptions } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import { answers, callsTo, resetElectron } from '../../test/fakes/electron.ts';
import { setAppMenu } from './menu.ts';

const failures: unknown[] = [];

function menuOf(platform: NodeJS.Platform, isPackaged: boolean): MenuItemConstructorOptions[] {
  setAppMenu({ platform, isPackaged, dataFolder: '/data', reportFailure: (error) => failures.push(error) });
  return callsTo('Menu.setApplicationMenu').at(-1)?.[0] as MenuItemConstructorOptions[];
}

function itemsOf(menu: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return menu.flatMap((item) => (Array.isArray(item.submenu) ? itemsOf(item.submenu) : [item]));
}

describe('the menu', () => {
  beforeEach(() => {
    resetElectron();
    failures.length = 0;
  });

  it('has no item that does nothing', () => {
    for (const platform of ['darwin', 'linux', 'win32'] as const) {
      for (const item of itemsOf(menuOf(platform, true))) {
        expect(item.type === 'separator' || item.role !== undefined || typeof item.click === 'function').toBe(true);
      }
    }
  });

  it('edits text, zooms, reloads and quits', () => {
    const roles = itemsOf(menuOf('linux', true)).map(({ role }) => role);
    expect(roles).toEqual(expect.arrayContaining(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'quit']));
    expect(roles).toEqual(expect.arrayContaining(['reload', 'zoomIn', 'zoomOut', 'resetZoom', 'togglefullscreen']));
  });

  it('has developer tools only where Millrace is run from its sources', () => {
    expect(itemsOf(menuOf('linux', true)).some(({ role }) => role === 'toggleDevTools')).toBe(false);
    expect(itemsOf(menuOf('linux', false)).some(({ role }) => role === 'toggleDevTools')).toBe(true);
  });

  it('shows the data folder, and notes why when it can’t', async () => {
    const click = itemsOf(menuOf('linux', true)).find(({ label }) => label === 'Show data folder')?.click as () => void;
    click();
    expect(callsTo('shell.openPath')).toEqual([['/data']]);
    answers.openPathFailure = 'No program opens folders';
    click();
    await expect.poll(() => failures).toEqual([new Error('No program opens folders')]);
  });

  it('leads nowhere on the network', () => {
    for (const item of itemsOf(menuOf('linux', true))) {
      if (item.label) (item.click as () => void)();
    }
    expect(callsTo('shell.openExternal')).toEqual([]);
  });
});
