import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Role } from '../../../shared/security/roles.ts';
import { startLoopbackServer } from '../../loopback/server.ts';
import type { Command } from '../context.ts';
import { openInBrowser } from '../open-in-browser.ts';
import { pageFolder } from '../page-folder.ts';
import { describeSafeMode } from './safe-mode.ts';

/** The host’s own work begins this long after the page can be asked for, so that it doesn't hold up the page itself. */
const AWAKENING_DELAY_MS = 500;

/**
 * `millrace serve`: browser mode. Prints one line with the URL and serves until it is ended; every page that is opened
 * with it has the one role.
 */
export const serve: Command<{ port: number; open: boolean; role: Role }> = async (
  { terminal, openHost },
  { port, open, role },
) => {
  const host = await openHost();
  const server = await startLoopbackServer({
    port,
    pageFolder: pageFolder(),
    serve: (channel) => host.serve(channel, role),
  });
  host.refusePort(server.port);
  const announce = (): string => {
    const url = server.issueUrl();
    terminal.out(`Millrace is at ${url}\n`);
    return url;
  };
  try {
    const url = announce();
    if (open) await openInBrowser(url);
    if (process.stdin.isTTY) {
      terminal.err('The link works once, for a minute. Press Enter for a new one, Ctrl+C to stop.\n');
      createInterface({ input: process.stdin })
        .on('line', announce)
        .on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    }
    const starting = setTimeout(() => {
      host.awaken((error) => terminal.err(`Something that starts by itself failed: ${String(error)}\n`));
      const { safeMode } = host.services.info();
      if (safeMode) {
        const leave = 'To start it all again, press “Start everything again” in the page';
        terminal.err(`notice: ${describeSafeMode(safeMode)} ${leave}.\n`);
      }
    }, AWAKENING_DELAY_MS);
    if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
    clearTimeout(starting);
    return 0;
  } finally {
    process.stdin.unref?.();
    await server.close();
  }
};
