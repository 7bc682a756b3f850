/** The scheme of our own page; privileged, so that it is a secure origin with a real path. */
export const APP_SCHEME = 'app';

/** Our page's origin. */
export const APP_ORIGIN = `${APP_SCHEME}://millrace`;

/** Where the window opens. */
export const APP_PAGE = `${APP_ORIGIN}/index.html`;

/** True for a URL of our own page, whatever its fragment; false for everything else, odd spellings included. */
export function isOwnPage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return `${protocol}//${host}` === APP_ORIGIN && username === '' && password === '';
}
