import { expect } from '@playwright/test';
import { Home } from '../pages/home.ts';
import { Shell } from '../pages/shell.ts';
import { test } from './desktop.ts';

test('the desktop opens Home on its own origin, with the host behind it', async ({ launch }) => {
  const { app, window } = await launch();
  await expect(window).toHaveTitle('Home — Millrace');
  expect(new URL(window.url()).protocol + new URL(window.url()).host).toBe('app:millrace');
  await expect(new Shell(window).heading).toHaveText('Home');
  // The sample flow's name comes from the host, so the port was handed over and answers.
  await expect(new Home(window).openSample).toBeVisible();
  expect(await app.evaluate(({ app: own }) => own.getName())).toBe('Millrace');
});

test('S1 the page has no power of Node or Electron', async ({ launch }) => {
  const { app, window } = await launch();
  const found = await window.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer', '__dirname'].filter(
      (name) => name in globalThis,
    ),
  );
  expect(found).toEqual([]);
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const [main] = BrowserWindow.getAllWindows();
    // Not in Electron's types, but the only word on what is really in force.
    const contents = main?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
});

test('S6 S9 the page stays on our files', async ({ launch }) => {
  const { app, window } = await launch();
  await expect(new Shell(window).heading).toHaveText('Home');
  await window.evaluate(() => {
    location.href = 'https://example.com/';
  });
  await window.evaluate(() => {
    location.href = 'file:///etc/passwd';
  });
  await expect(new Shell(window).heading).toHaveText('Home');
  expect(window.url()).toMatch(/^app:\/\/millrace\//);
  const statuses = await window.evaluate(async () =>
    Promise.all(
      ['/files.json', '/%2e%2e/package.json', '/../package.json'].map(async (path) => (await fetch(path)).status),
    ),
  );
  expect(statuses).toEqual([404, 404, 404]);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('a page that is loaded again gets a new port', async ({ launch }) => {
  const { window } = await launch();
  await expect(new Home(window).openSample).toBeVisible();
  await window.reload();
  await expect(new Home(window).openSample).toBeVisible();
});

test('quitting frees the data folder for the next launch', async ({ launch }) => {
  const first = await launch();
  await expect(new Shell(first.window).heading).toHaveText('Home');
  await first.app.close();
  const second = await launch();
  await expect(new Home(second.window).openSample).toBeVisible();
});
