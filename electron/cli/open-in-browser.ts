import { spawn } from 'node:child_process';

/** Opens a URL in the desktop's browser, where there is a desktop; else does nothing, since the URL was printed. */
export async function openInBrowser(url: string): Promise<void> {
  const opener = findOpener();
  if (!opener) return;
  const [command, ...parameters] = opener;
  const child = spawn(command, [...parameters, url], { stdio: 'ignore', detached: true });
  // No opener, or none that works: the person follows the printed link.
  child.on('error', () => undefined);
  child.unref();
}

function findOpener(): [command: string, ...parameters: string[]] | undefined {
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}
