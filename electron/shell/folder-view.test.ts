import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calls, callsTo, resetElectron } from '../../test/fakes/electron.ts';
import { createDesktopFolderView } from './folder-view.ts';

let folder: string;

describe('the view of a folder', () => {
  beforeEach(() => {
    resetElectron();
    folder = mkdtempSync(join(tmpdir(), 'millrace-folder-'));
    mkdirSync(join(folder, 'Deeds.app'));
    writeFileSync(join(folder, 'leads.csv'), 'Name');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['leads.csv', 'leads.csv'],
    ['gone.csv', '.'],
    ['gone/deeper/gone.csv', '.'],
    ['leads.csv/inside.csv', 'leads.csv'],
    ['Deeds.app', 'Deeds.app'],
  ])('S5 chooses %s as %s in its folder, and opens nothing', async (asked, shown) => {
    expect(await createDesktopFolderView().show(join(folder, asked))).toBe(true);
    expect(callsTo('shell.showItemInFolder')).toEqual([[join(folder, shown)]]);
    expect(calls.filter(({ name }) => name.startsWith('shell.open'))).toEqual([]);
  });

  it('shows nothing for a path that isn’t absolute', async () => {
    expect(await createDesktopFolderView().show('leads.csv')).toBe(false);
    expect(callsTo('shell.showItemInFolder')).toEqual([]);
  });
});
