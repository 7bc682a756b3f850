import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Flows } from './pages/flows.ts';
import { DryRun, RunDetails } from './pages/runs.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { expect, test } from './support/millrace.ts';

test('a dry run lists what would be written, field by field, and is applied exactly', async ({ page, millrace }) => {
  const dryRun = new DryRun(page);
  const created = join(millrace.dataFolder, 'files', 'created-contacts.csv');
  await new Shell(page).goTo('Flows');
  await new Flows(page).open('Welcome new leads');

  await test.step('it is chosen in the menu beside Run, with the keyboard, and writes nothing', async () => {
    await page.getByTestId('run-menu').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Dry run' }).press('Enter');
    await page.getByRole('button', { name: 'See the plan' }).click();
    await expect(dryRun.summary).toHaveText('5 records would be created, 1 file would be written');
    expect(existsSync(created)).toBe(false);
  });

  await test.step('the table names object, record and field', async () => {
    await expect(dryRun.lines.first()).toContainText(/Create\s*Contact\s*New\s*Email\s*ada\.brook@example\.org/);
    await expect(dryRun.lines.last()).toContainText(/records\s*5/);
    await expectNoViolations(page, 'plan of a dry run');
  });

  await test.step('applied, it creates the five contacts and the file', async () => {
    await dryRun.apply.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
    const run = new RunDetails(page);
    await expect(page.getByRole('link', { name: 'Applies the plan of a dry run' })).toBeVisible();
    await expect(run.status).toHaveText('Succeeded');
    await expect(run.recordsOf('Create contact')).toContainText('5');
    expect(existsSync(created)).toBe(true);
  });

  await test.step('a plan is applied once', async () => {
    await page.getByRole('link', { name: 'Applies the plan of a dry run' }).click();
    await expect(dryRun.section).toContainText('This plan was applied.');
    await expect(dryRun.apply).toBeHidden();
  });
});
