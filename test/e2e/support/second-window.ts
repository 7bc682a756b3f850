import type { Page } from '@playwright/test';

/** A second window of the same browser on the same address; like a duplicated tab it has the session of the first. */
export async function openSecondWindow(page: Page): Promise<Page> {
  const opened = page.context().waitForEvent('page');
  await page.evaluate(() => {
    window.open(window.location.href);
  });
  return await opened;
}
