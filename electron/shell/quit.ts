import { app } from 'electron';
import type { NodeHost } from '../compose/node-host.ts';
import type { ErrorLog } from './error-log.ts';

/** Runs are cancelled and recorded within this time, in milliseconds; the store survives being left without. */
const CLOSE_WITHIN_MS = 10_000;

/** Closes the host once before the app quits: runs are cancelled and recorded, the data folder is free again. */
export function closeBeforeQuit(host: Pick<NodeHost, 'close'>, log: Pick<ErrorLog, 'report'>): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void closeWithin(host, log).then(() => {
      state = 'closed';
      app.quit();
    });
  });
}

async function closeWithin(host: Pick<NodeHost, 'close'>, log: Pick<ErrorLog, 'report'>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took longer than ${CLOSE_WITHIN_MS} ms.`)), CLOSE_WITHIN_MS);
  });
  try {
    await Promise.race([host.close(), tooLong]);
  } catch (error) {
    log.report('The data folder couldn’t be closed in order', error);
  } finally {
    clearTimeout(timer);
  }
}
