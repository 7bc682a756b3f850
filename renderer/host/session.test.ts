import { describe, expect, it } from 'vitest';
import { obtainToken, type SessionBrowser } from './session.ts';

function browserAt(hash: string, answer: () => Response, kept: Record<string, string> = {}) {
  const posted: { path: string; body: string; hashThen: string }[] = [];
  const location = { hash, pathname: '/', search: '' };
  const store = new Map(Object.entries(kept));
  const browser: SessionBrowser = {
    location,
    history: {
      replaceState: () => {
        location.hash = '';
      },
    },
    storage: {
      getItem: (key) => store.get(key) ?? null,
      setItem: (key, value) => void store.set(key, value),
      removeItem: (key) => void store.delete(key),
    },
    post: async (path, body) => {
      posted.push({ path, body, hashThen: location.hash });
      return answer();
    },
  };
  return { browser, posted, store };
}

const token = () => Response.json({ token: 'secret-token' });

describe('S22 the session of a tab', () => {
  it('is had for the one-time code, which leaves the address before anything is sent', async () => {
    const { browser, posted, store } = browserAt('#code=abc%2B', token);
    await expect(obtainToken(browser)).resolves.toBe('secret-token');
    expect(posted).toEqual([{ path: '/session', body: '{"code":"abc+"}', hashThen: '' }]);
    expect([...store.values()]).toEqual(['secret-token']);
  });

  it('survives a reload without asking again', async () => {
    const { browser, posted } = browserAt('#/flows', token, { 'millrace.session': 'kept-token' });
    await expect(obtainToken(browser)).resolves.toBe('kept-token');
    expect(posted).toEqual([]);
  });

  it('is refused for a spent code and for a tab without one', async () => {
    const spent = browserAt('#code=abc', () => new Response('', { status: 401 }));
    await expect(obtainToken(spent.browser)).rejects.toMatchObject({ code: 'ACCESS_REFUSED' });
    await expect(obtainToken(browserAt('#/home', token).browser)).rejects.toMatchObject({ code: 'ACCESS_REFUSED' });
  });

  it('is refused when the answer holds no token', async () => {
    const { browser, store } = browserAt('#code=abc', () => Response.json({ token: 5 }));
    await expect(obtainToken(browser)).rejects.toMatchObject({ code: 'ACCESS_REFUSED' });
    expect(store.size).toBe(0);
  });
});
