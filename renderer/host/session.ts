import { MillraceError } from '../../shared/errors/index.ts';

/** Where the tab keeps its token: gone with the tab, unreadable for other origins, in no file and no URL. */
const TOKEN_KEY = 'millrace.session';

/** What the session exchange needs of the browser. */
export type SessionBrowser = {
  location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  history: Pick<History, 'replaceState'>;
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  post: (path: string, body: string) => Promise<Response>;
};

/**
 * The token of this tab: the one-time code of the URL's fragment is exchanged for it, else the one of before is taken.
 * The code leaves the URL before anything is sent. Throws ACCESS_REFUSED when there is neither, or the code is spent.
 */
export async function obtainToken(browser: SessionBrowser): Promise<string> {
  const code = takeCode(browser);
  if (code === undefined) {
    const kept = browser.storage.getItem(TOKEN_KEY);
    if (kept) return kept;
    throw new MillraceError('ACCESS_REFUSED', { detail: 'This tab has no session.' });
  }
  const response = await browser.post('/session', JSON.stringify({ code }));
  if (!response.ok) {
    throw new MillraceError('ACCESS_REFUSED', { detail: 'The code in the address was used before or is too old.' });
  }
  const answer: unknown = await response.json();
  if (typeof answer !== 'object' || answer === null || !('token' in answer) || typeof answer.token !== 'string') {
    throw new MillraceError('ACCESS_REFUSED', { detail: 'The host’s answer had no token.' });
  }
  browser.storage.setItem(TOKEN_KEY, answer.token);
  return answer.token;
}

/** Forgets the tab's token, after the host refused it. */
export function forgetToken(storage: SessionBrowser['storage']): void {
  storage.removeItem(TOKEN_KEY);
}

function takeCode({ location, history }: SessionBrowser): string | undefined {
  const match = /^#code=([^&]+)/.exec(location.hash);
  if (!match?.[1]) return undefined;
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return decodeURIComponent(match[1]);
}
