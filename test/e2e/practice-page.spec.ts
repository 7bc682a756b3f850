import { expect, type Page, test } from '@playwright/test';
import { type PracticeOrg, startPracticeOrg } from '../../electron/practice/practice-org.ts';
import { findViolations } from './support/axe.ts';

const sections = ['/', '/objects', '/objects/Profile', '/users', '/requests', '/failures'];

let org: PracticeOrg;

test.beforeEach(async ({ page }) => {
  org = await startPracticeOrg();
  await page.goto(org.pageUrl);
});
test.afterEach(() => org.close());

async function expectSound(page: Page, screen: string, scope: Parameters<typeof findViolations>[1]): Promise<void> {
  expect.soft(await findViolations(page, scope), screen).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect.soft(overflow, `${screen}: pixels wider than the window`).toBeLessThanOrEqual(0);
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(`the practice org’s page breaks no rule of accessibility in ${colorScheme}, ${width} pixels wide`, async ({
      page,
    }) => {
      // The rules are tried on every cell of long tables.
      test.slow();
      const scope = colorScheme === 'light' ? 'every rule' : 'rules of color';
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      for (const path of sections) {
        await page.goto(org.loginUrl + path);
        await expectSound(page, path, scope);
      }
      await page.getByRole('button', { name: 'Sign out' }).click();
      await expectSound(page, 'Sign in', scope);
    });
  }
}

test('a failure is switched on and off again by keyboard, and the navigation counts it', async ({ page }) => {
  await page.goto(`${org.loginUrl}/failures`);
  const card = page.getByRole('form', { name: 'Web page instead of JSON' });
  await card.getByLabel('Status').fill('502');
  await card.getByRole('button', { name: 'Answer with a page' }).press('Enter');
  await expect(page.getByRole('status')).toHaveText('Done: Web page instead of JSON.');
  await expect(page.getByRole('link', { name: 'Failures 1 in force' })).toBeVisible();
  expect((await fetch(`${org.instanceUrl}/services/data/v64.0/limits`)).status).toBe(502);
  await card.getByRole('button', { name: 'Answer with a page' }).press('Enter');
  // Switched off until the org has answered, which draws the list of failures anew.
  await expect(card.getByRole('button', { name: 'Answer with a page' })).toBeEnabled();
  await page.getByRole('button', { name: /^Turn off/ }).press('Enter');
  await expect(page.getByText('Nothing. The org answers as it should.')).toBeVisible();
  expect((await fetch(`${org.instanceUrl}/services/data/v64.0/limits`)).status).toBe(401);
});

test('the list of requests keeps itself up to date without moving what somebody reads', async ({ page }) => {
  for (let call = 0; call < 60; call += 1) await fetch(`${org.instanceUrl}/services/data?call=${call}`);
  await page.goto(`${org.loginUrl}/requests`);
  const read = page.locator('tr[data-number="5"]');
  await read.scrollIntoViewIfNeeded();
  const before = await read.boundingBox();
  await fetch(`${org.instanceUrl}/services/data?call=new`);
  await expect(page.getByText('61 requests, newest first.')).toBeVisible();
  expect(Math.abs(((await read.boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(2);
  await page.getByRole('button', { name: 'Clear the list' }).click();
  await expect(page.getByText('Nobody has asked this org for anything yet.')).toBeVisible();
});
