import { beforeEach, describe, expect, it } from 'vitest';
import { answers, BrowserWindow, callNames, callsTo, resetElectron } from '../../test/fakes/electron.ts';
import { createDesktopFolderPicker } from './folder-picker.ts';

describe('choosing a folder', () => {
  beforeEach(resetElectron);

  it('gives the one that was chosen, and lets only folders be chosen', async () => {
    answers.chosenPaths = ['/home/ada/inbox'];
    expect(await createDesktopFolderPicker().pick()).toBe('/home/ada/inbox');
    expect(callsTo('dialog.showOpenDialog')).toEqual([
      [{ title: 'Choose a folder', properties: ['openDirectory', 'createDirectory'] }],
    ]);
  });

  it('gives none when the person chose none, also with a window', async () => {
    new BrowserWindow();
    expect(await createDesktopFolderPicker().pick()).toBeUndefined();
    expect(callNames()).toContain('dialog.showOpenDialog');
  });
});
