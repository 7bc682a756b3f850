import type { WebContents } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import { callsTo, FakeWebContents, fire, resetElectron } from '../../test/fakes/electron.ts';
import { guardNavigation } from './navigation.ts';
import { APP_PAGE } from './page.ts';

const foreign = [
  'https://example.com/',
  'http://127.0.0.1:5173/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,hello',
  'blob:https://example.com/1',
  'about:blank',
  'about:srcdoc',
  'app://millrace.example.com/index.html',
  'app://millrace:8080/index.html',
  'app://other/index.html',
  'app://someone@millrace/index.html',
  'app://:word@millrace/index.html',
  'app:///index.html',
  'app:millrace/index.html',
  'apps://millrace/index.html',
  'https://millrace/index.html',
  'chrome://gpu',
  'ws://millrace/',
  'not a url',
];

describe('the window', () => {
  let contents: FakeWebContents;
  beforeEach(() => {
    resetElectron();
    contents = new FakeWebContents();
    guardNavigation(contents as unknown as WebContents, () => undefined);
  });

  for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
    it(`S6 stays on our page: ${event} is denied for all of ${foreign.length} foreign targets`, () => {
      const allowed = foreign.filter((url) => !fire(contents, event, { url }));
      expect(allowed).toEqual([]);
      expect(foreign.length).toBeGreaterThanOrEqual(20);
    });

    it(`lets the page load itself again (${event})`, () => {
      for (const url of [APP_PAGE, `${APP_PAGE}#/flows`, 'app://millrace/']) {
        expect(fire(contents, event, { url })).toBe(false);
      }
    });
  }

  it('S6 opens no second window, whatever the target', () => {
    const actions = [...foreign, APP_PAGE].map((url) => contents.openHandler?.({ url }).action);
    expect(new Set(actions)).toEqual(new Set(['deny']));
  });

  it('S6 hands what asked for a new window to the system’s browser when it may leave', async () => {
    contents.openHandler?.({ url: 'https://example.com/' });
    contents.openHandler?.({ url: 'file:///etc/passwd' });
    await expect.poll(() => callsTo('shell.openExternal')).toEqual([['https://example.com/']]);
  });

  it('S6 embeds no webview', () => {
    expect(fire(contents, 'will-attach-webview', {}, {}, { src: APP_PAGE })).toBe(true);
  });
});
