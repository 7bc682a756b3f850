import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startLoopbackServer } from '../../loopback/server.ts';
import type { Command } from '../context.ts';
import { openInBrowser } from '../open-in-browser.ts';
import { pageFolder } from '../page-folder.ts';

/** `millrace serve`: browser mode. Prints one line with the URL and serves until it is ended. */
export const serve: Command<{ port: number; open: boolean }> = async ({ terminal, openHost }, { port, open }) => {
  const host = await openHost();
  const server = await startLoopbackServer({ port, pageFolder: pageFolder(), serve: host.serve });
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
    host.services.practice
      .ensure()
      .catch((error: unknown) => terminal.err(`The practice org didn’t start: ${error}\n`));
    if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
    return 0;
  } finally {
    process.stdin.unref?.();
    await server.close();
  }
};
