import { afterEach, describe, expect, it, vi } from 'vitest';
import { BROWSER_VARIABLE, ensureBrowser, findBrowser } from './browser.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the browser of the tests', () => {
  it('is the one that CHROMIUM_PATH names', () => {
    vi.stubEnv(BROWSER_VARIABLE, process.execPath);
    expect(findBrowser()?.executablePath).toBe(process.execPath);
  });

  it('is refused when CHROMIUM_PATH names nothing, rather than replaced by another', () => {
    vi.stubEnv(BROWSER_VARIABLE, '/nowhere/chromium');
    expect(() => findBrowser()).toThrow('CHROMIUM_PATH is set to /nowhere/chromium, but there is no such file.');
  });

  it('is not installed again when there is one', () => {
    vi.stubEnv(BROWSER_VARIABLE, process.execPath);
    const said: string[] = [];
    expect(ensureBrowser((line) => said.push(line)).executablePath).toBe(process.execPath);
    expect(said).toEqual([]);
  });

  it('talks to nobody on its own', () => {
    vi.stubEnv(BROWSER_VARIABLE, process.execPath);
    expect(findBrowser()?.args).toContain('--disable-background-networking');
  });
});
