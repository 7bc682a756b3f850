import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron';
import type { FolderPicker } from '../ports/folder-picker.ts';

const options: OpenDialogOptions = { title: 'Choose a folder', properties: ['openDirectory', 'createDirectory'] };

/** The system's dialog for choosing a folder, on top of the window that asks for it. It opens no file. */
export function createDesktopFolderPicker(): FolderPicker {
  return {
    pick: async () => {
      const window = BrowserWindow.getFocusedWindow();
      const { canceled, filePaths } = await (window
        ? dialog.showOpenDialog(window, options)
        : dialog.showOpenDialog(options));
      return canceled ? undefined : filePaths[0];
    },
  };
}
