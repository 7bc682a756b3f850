import { beforeEach, describe, expect, it } from 'vitest';
import { callsTo, resetElectron } from '../../test/fakes/electron.ts';
import { createDesktopBrowser } from './browser.ts';

const unexpected = (error: unknown): never => {
  throw error;
};

describe('the system’s browser', () => {
  beforeEach(resetElectron);

  it.each([
    'https://login.salesforce.com/services/oauth2/authorize?client_id=a%20b&state=x',
    'http://127.0.0.1:4001/services/oauth2/authorize?state=x',
    'http://localhost:4001/authorize',
  ])('S36 is led to %s as it is, without a question', async (url) => {
    expect(await createDesktopBrowser(unexpected).open(url)).toBe(true);
    expect(callsTo('shell.openExternal')).toEqual([[url]]);
    expect(callsTo('dialog.showMessageBox')).toEqual([]);
  });

  it.each([
    'http://login.salesforce.com/authorize',
    'http://127.0.0.1.evil.test/authorize',
    'https://user:secret@login.salesforce.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-settings:network',
    'not an address',
    `https://login.salesforce.com/${'a'.repeat(2_100)}`,
    '',
  ])('S36 isn’t led to %s', async (url) => {
    expect(await createDesktopBrowser(unexpected).open(url)).toBe(false);
    expect(callsTo('shell.openExternal')).toEqual([]);
  });
});
