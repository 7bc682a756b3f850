import { app, dialog, powerMonitor } from 'electron';
import type { NodeHost } from '../compose/node-host.ts';
import { countBackground, nameBackground } from './background.ts';
import type { ErrorLog } from './error-log.ts';

/** Runs are cancelled and recorded within this time, in milliseconds; the store survives being left without. */
const CLOSE_WITHIN_MS = 10_000;
/** Requests of the system or another program, which nobody may be there to answer a question for. */
const END_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Ends the app. */
export type Quitting = {
  /** Quits without asking, since the person has just decided so. */
  now(): void;
};

/**
 * Asks before the app quits while flows are active or runs go on; then closes the host once: runs are cancelled and
 * recorded, the data folder is free again. A system that shuts down and a program that ends this one aren't asked.
 * `stayed` is called when the person would rather not quit.
 */
export function closeBeforeQuit(
  host: Pick<NodeHost, 'close' | 'services'>,
  log: Pick<ErrorLog, 'report'>,
  stayed: () => void,
): Quitting {
  let state: 'open' | 'asking' | 'closing' | 'closed' = 'open';

  const close = (): void => {
    if (state === 'closing' || state === 'closed') return;
    state = 'closing';
    void closeWithin(host, log).then(() => {
      state = 'closed';
      app.quit();
    });
  };
  const ask = async (): Promise<void> => {
    state = 'asking';
    const mayQuit = await askToQuit(host).catch((error: unknown) => {
      log.report('The question before quitting couldn’t be asked', error);
      return true;
    });
    if (state !== 'asking') return;
    state = 'open';
    if (mayQuit) close();
    else stayed();
  };

  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'open') void ask();
  });
  powerMonitor.on('shutdown', close);
  for (const signal of END_SIGNALS) process.on(signal, close);
  return { now: close };
}

/** True when nothing would stop, or the person wants to quit all the same. */
async function askToQuit(host: Pick<NodeHost, 'services'>): Promise<boolean> {
  const background = countBackground(host);
  const what = nameBackground(background);
  if (what === '') return true;
  const isOne = background.flows + background.runs === 1;
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: `${what} ${isOne ? 'stops' : 'stop'} until you open Millrace again.`,
    detail: 'Runs go on then where they were. What should have started meanwhile is listed.',
    buttons: ['Cancel', 'Quit'],
    defaultId: 1,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
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
