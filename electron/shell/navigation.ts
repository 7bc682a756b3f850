import type { Event, WebContents } from 'electron';
import { openLink } from './links.ts';
import { isOwnPage } from './page.ts';

/** Keeps a window on our page (S6): what asks for a new window opens in the system's browser, nothing is embedded. */
export function guardNavigation(contents: WebContents, reportFailure: (error: unknown) => void): void {
  const stay = (event: Event & { url: string }): void => {
    if (!isOwnPage(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openLink(url).catch(reportFailure);
    return { action: 'deny' };
  });
}
