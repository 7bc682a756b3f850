import { Menu, type MenuItemConstructorOptions, shell } from 'electron';

export type MenuOptions = {
  platform: NodeJS.Platform;
  /** An installed app has no developer tools. */
  isPackaged: boolean;
  dataFolder: string;
  reportFailure: (error: unknown) => void;
};

/** Sets the application's menu; every item of it works, and none leads anywhere on the network. */
export function setAppMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

function menuTemplate({ platform, isPackaged, dataFolder, reportFailure }: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const openDataFolder = (): void => {
    shell.openPath(dataFolder).then((failure) => {
      if (failure !== '') reportFailure(new Error(failure));
    }, reportFailure);
  };
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { label: '&File', submenu: [{ role: isMac ? 'close' : 'quit' }] },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        separator,
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [{ label: 'Show data folder', click: openDataFolder }, ...(isMac ? [] : [{ role: 'about' } as const])],
    },
  ];
}
