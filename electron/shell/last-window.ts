import { app, dialog } from 'electron';
import type { NodeHost } from '../compose/node-host.ts';
import { countBackground, nameBackground } from './background.ts';
import type { Quitting } from './quit.ts';
import type { BackgroundTray } from './tray.ts';

/** The setting that keeps what was answered; General in Settings changes it. */
const SETTING = 'whenWindowCloses';

type Parts = {
  host: Pick<NodeHost, 'services'>;
  tray: BackgroundTray;
  quitting: Quitting;
  reportFailure: (error: unknown) => void;
};

/**
 * What happens when the last window is closed: without active flows the app quits; with some it goes on in the tray or
 * quits, as the person answered the one time it was asked.
 */
export function decideWhenClosed({ host, tray, quitting, reportFailure }: Parts): () => void {
  const { settings } = host.services.store;
  const decide = async (): Promise<void> => {
    const known = settings.get(SETTING);
    const keeps = known === 'tray' || (known !== 'quit' && (await askToKeepRunning(host)));
    if (known !== 'tray' && known !== 'quit') settings.set(SETTING, keeps ? 'tray' : 'quit');
    if (!keeps) quitting.now();
  };
  return () => {
    if (!tray.isShown()) app.quit();
    else decide().catch(reportFailure);
  };
}

async function askToKeepRunning(host: Pick<NodeHost, 'services'>): Promise<boolean> {
  const { flows } = countBackground(host);
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: 'Keep active flows running in the background?',
    detail: `${nameBackground({ flows, runs: 0 })} can only start while Millrace runs. Open Millrace again, or use its icon in the tray, to get the window back. Settings ▸ General changes this.`,
    buttons: ['Keep running', 'Quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 0;
}
