import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { RunDetails, Runs } from './pages/runs.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { expect, test } from './support/millrace.ts';

/** Start → Sites → Ask: a request for each row of a file, one of which has no address. */
const flow = {
  id: '3e9d5c5b-8f0b-4a52-9a5e-0d6c9f3f1a07',
  name: 'Ask the sites',
  steps: [
    { id: 'start', type: 'manual', name: 'Start' },
    { id: 'sites', type: 'files.read', name: 'Sites', settings: { path: 'sites.csv' } },
    { id: 'ask', type: 'http.request', name: 'Ask', settings: { method: 'GET', url: '{{ Address }}' } },
  ],
  edges: [
    { from: 'start', to: 'sites' },
    { from: 'sites', to: 'ask' },
  ],
  layout: { steps: { start: [0, 0], sites: [352, 0], ask: [704, 0] } },
};

test.slow();

test('a failure is explained and mended by its button; a record is followed; less of what ran is kept', async ({
  page,
  millrace,
}) => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  writeFileSync(
    join(millrace.dataFolder, 'files/sites.csv'),
    `Name,Address\nAcorn,${address}a\nBirch,\nCedar,${address}c\n`,
  );
  const editor = new Editor(page);
  await new Shell(page).goTo('Flows');
  await new Flows(page).import(flow);

  await test.step('the editor says what happened, why and what was done', async () => {
    await editor.runToEnd('Failed');
    const banner = page.getByTestId('banner').filter({ hasText: 'Run failed at “Ask”' });
    await expect(banner).toContainText('A required value was empty. “URL” has no value here, and “Ask” needs one.');
    await expect(banner).toContainText('1 record failed. 2 records were not finished. Later steps didn’t get it.');
    await expect(banner.getByRole('button', { name: 'Fix in editor' })).toBeVisible();
  });

  await test.step('the run tells the same, with cause, fix and buttons', async () => {
    await new Shell(page).goTo('Runs');
    await new Runs(page).open(1);
    await page.getByRole('button', { name: 'Follow this record' }).click();
    await expect(page.getByRole('heading', { name: 'Record 2 as “Ask” received it' })).toBeFocused();
    const stations = page.getByRole('list', { name: 'Way of the record' }).getByRole('listitem');
    await expect(stations.nth(1).getByRole('button', { name: 'Record 2' })).toBeVisible();
    await expect(stations.last()).toHaveText('Failed at “Ask”: A required value was empty.');
    await page.getByRole('button', { name: 'All errors' }).click();
    const card = page.getByRole('main').getByRole('alert').filter({ hasText: 'A required value was empty' });
    await expect(card).toContainText('Filter such records out, or map another field to “URL”.');
    await expectNoViolations(page, 'a failed run');
    await card.getByRole('button', { name: 'Filter out' }).click();
  });

  await test.step('“Filter out” puts a filter before the step, and the next run succeeds', async () => {
    await expect(editor.canvas.step('Filter')).toBeVisible();
    await editor.expectSaved();
    await editor.runToEnd();
    await expect(editor.canvas.count('Filter', 'Ask')).toHaveText('2');
  });

  await test.step('a record is followed back to its row and on to what came of it, with the keyboard', async () => {
    const run = new RunDetails(page);
    await new Shell(page).goTo('Runs');
    await new Runs(page).open(2);
    await run.choose('Filter');
    await page.getByRole('button', { name: 'Follow record 1' }).focus();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('button', { name: 'Follow record 2' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Record 2 of “Filter”' })).toBeFocused();
    const stations = page.getByRole('list', { name: 'Way of the record' }).getByRole('listitem');
    await expect(stations).toHaveCount(4);
    await expect(stations.nth(2)).toContainText('Cedar');
    await expectNoViolations(page, 'a followed record');
    await stations.nth(1).getByRole('button', { name: 'Record 3' }).click();
    await expect(page.getByRole('heading', { name: 'Record 3 of “Sites”' })).toBeFocused();
    await expect(stations.nth(3)).toContainText('Ask');
    await page.getByRole('button', { name: 'All records' }).click();
    await run.choose('Sites');
    await page.getByRole('button', { name: 'Follow record 2' }).click();
    await expect(stations.last()).toContainText('not kept');
  });

  await test.step('fewer runs are kept, after a question', async () => {
    await new Shell(page).goTo('Settings');
    await page.getByRole('link', { name: 'Runs and data' }).click();
    await expect(page.getByText('2 runs, about')).toBeVisible();
    await expectNoViolations(page, 'settings of the history');
    await page
      .getByRole('combobox', { name: 'Keep runs for' })
      .or(page.getByRole('textbox', { name: 'Keep runs for' }))
      .click();
    await page.getByRole('option', { name: '7 days' }).click();
    const question = page.getByRole('dialog', { name: 'Keep less of what ran?' });
    await question.getByRole('button', { name: 'Keep less' }).click();
    await expect(question).toBeHidden();
    await page.getByRole('switch', { name: 'Keep record data' }).click();
    await page.reload();
    await expect(page.getByRole('switch', { name: 'Keep record data' })).not.toBeChecked();
    await expect(
      page.getByRole('combobox', { name: 'Keep runs for' }).or(page.getByRole('textbox', { name: 'Keep runs for' })),
    ).toHaveValue('7 days');
  });
  server.close();
});
