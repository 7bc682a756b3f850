import { shell } from 'electron';
import type { Browser } from '../ports/browser.ts';

/** The longest URL that systems hand over without cutting it (Windows' ShellExecute takes 2,083 characters). */
const LONGEST_URL = 2_083;
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The system's browser. It is opened without a question, since the person has just asked to sign in there. */
export function createDesktopBrowser(reportFailure: (error: unknown) => void): Browser {
  return {
    open: async (url) => {
      if (!isSignInAddress(url)) return false;
      try {
        await shell.openExternal(url);
        return true;
      } catch (error) {
        reportFailure(error);
        return false;
      }
    },
  };
}

/** Only https, or a practice org on this computer, is safe for signing in. */
function isSignInAddress(url: string): boolean {
  if (!URL.canParse(url) || url.length > LONGEST_URL) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}
