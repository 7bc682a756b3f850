import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { findBrowser } from '../support/browser.ts';

const browser = findBrowser();
if (browser === undefined) {
  throw new Error('No browser found. `npm test` installs one; or set CHROMIUM_PATH to Chromium, Chrome or Edge.');
}

const outputFolder = join(import.meta.dirname, '../../.cache/e2e');

export default defineConfig({
  testDir: '.',
  outputDir: join(outputFolder, 'results'),
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // A flaky test is a failing test (R34).
  retries: 0,
  timeout: 60_000,
  // The machines that run this are small and busy; a state that comes is seen at once all the same.
  expect: { timeout: 10_000 },
  reporter: [['line'], ['json', { outputFile: join(outputFolder, 'report.json') }]],
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: browser.executablePath,
      args: [...browser.args],
      chromiumSandbox: browser.sandbox,
    },
    actionTimeout: 10_000,
    viewport: { width: 1440, height: 900 },
    // Movement of the page is waited for before each click.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
