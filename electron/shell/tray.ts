import { app, Menu, nativeImage, Tray } from 'electron';
import type { NodeHost } from '../compose/node-host.ts';
import { countBackground, nameBackground } from './background.ts';
import { TRAY_ICON } from './tray-icon.ts';

/** The sign that flows are active, also while no window is open. */
export type BackgroundTray = {
  /** Whether a person has it before them, so that the window may go. */
  isShown(): boolean;
};

type Parts = {
  host: Pick<NodeHost, 'services'>;
  /** Brings the window back. */
  open: () => void;
  reportFailure: (error: unknown) => void;
};

/** Shows Millrace in the system's tray for as long as flows are active: how many, a way back to the window, and Quit. */
export function keepTray({ host, open, reportFailure }: Parts): BackgroundTray {
  let tray: Tray | undefined;
  let shown = '';

  const show = (): void => {
    const { flows } = countBackground(host);
    const text = nameBackground({ flows, runs: 0 });
    if (text === shown) return;
    shown = text;
    if (text === '') {
      tray?.destroy();
      tray = undefined;
      return;
    }
    tray ??= createTray(open);
    tray.setToolTip(`Millrace: ${text}`);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: text, enabled: false },
        { type: 'separator' },
        { label: 'Open Millrace', click: open },
        { label: 'Quit', click: () => app.quit() },
      ]),
    );
  };
  const tryToShow = (): void => {
    try {
      show();
    } catch (error) {
      // Some systems have no tray; closing the window quits there, after a question.
      reportFailure(error);
    }
  };
  host.services.changes.subscribe(({ type }) => {
    if (type === 'flows.changed') tryToShow();
  });
  tryToShow();
  return { isShown: () => tray !== undefined };
}

function createTray(open: () => void): Tray {
  const tray = new Tray(nativeImage.createFromDataURL(TRAY_ICON));
  // The Mac and Linux open the menu with a click; Windows wants the window.
  tray.on('click', open);
  return tray;
}
