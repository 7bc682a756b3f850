/** A browser without a screen: keeps cookies, follows redirects, fills in forms. For pages of tests only. */
export type PageDriver = {
  /** Goes to an address; resolves with the page's text. */
  open(url: string): Promise<string>;
  /** Sends the form of the page that is shown, with these values beside its hidden ones. */
  submit(values: Record<string, string>): Promise<string>;
};

/** Starts one that knows nothing yet. `seen` hears of each address it is sent to, before it goes there. */
export function createPageDriver(seen: (url: string) => void = () => undefined): PageDriver {
  const cookies = new Map<string, string>();
  let shown = { url: '', text: '' };
  const go = async (url: string, form?: Record<string, string>): Promise<string> => {
    let next: { url: string; body?: URLSearchParams | undefined } = { url, body: form && new URLSearchParams(form) };
    for (let hops = 0; hops < 20; hops++) {
      seen(next.url);
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(next.url, {
        method: next.body ? 'POST' : 'GET',
        redirect: 'manual',
        headers: { cookie },
        ...(next.body ? { body: next.body } : {}),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const location = answer.headers.get('location');
      if (location === null) {
        shown = { url: next.url, text: await answer.text() };
        return shown.text;
      }
      next = { url: new URL(location, next.url).href };
    }
    throw new Error('Too many redirects.');
  };
  return {
    open: (url) => go(url),
    submit: (values) => {
      const { url, text } = shown;
      const action = /<form[^>]*\baction="([^"]*)"/.exec(text)?.[1] ?? url;
      const hidden = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
      const kept = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
      return go(new URL(action, url).href, { ...kept, ...values });
    },
  };
}
