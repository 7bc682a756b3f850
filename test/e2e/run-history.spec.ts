import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { RunDetails, Runs } from './pages/runs.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { APPROVED, FAILED_FLOW, keepFailedRun } from './support/failed-run.ts';
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

/** A run that the flow's own limit ends at once, whatever waits in it. */
const slowFlow = {
  id: '3e9d5c5b-8f0b-4a52-9a5e-0d6c9f3f1a09',
  name: 'Wait for long',
  settings: { timeoutSeconds: 1 },
  steps: [
    { id: 'start', type: 'manual', name: 'Start' },
    { id: 'wait', type: 'wait', name: 'Wait', settings: { seconds: 30 } },
  ],
  edges: [{ from: 'start', to: 'wait' }],
};

test('every kind of fix button of a failed run does what it says', async ({ page, millrace }) => {
  await keepFailedRun(page, millrace);
  const shell = new Shell(page);
  const run = new RunDetails(page);
  const editor = new Editor(page);
  const button = (name: string) => page.getByRole('main').getByRole('alert').getByRole('button', { name, exact: true });
  await shell.goTo('Runs');
  await new Runs(page).open(2);
  const failedRun = page.url().replace(/^[^#]*/, '');
  /** Presses a button of the card of a step, and goes back to the run when its effect was seen. */
  const mend = async (step: string, fix: string, seeEffect: () => Promise<unknown>) =>
    test.step(`“${fix}” of “${step}”`, async () => {
      await page.evaluate((address) => {
        location.hash = address;
      }, failedRun);
      await run.choose(step);
      await button(fix).click();
      await seeEffect();
    });
  const heading = (name: string) => () => expect(shell.heading).toHaveText(name);
  const section = (name: string) => () => expect(page.getByRole('heading', { level: 2, name })).toBeVisible();

  await mend('Unreachable', 'Test connection', () =>
    expect(page.getByTestId('banner').filter({ hasText: 'Connection test succeeded.' })).toBeVisible(),
  );
  await mend('Unreachable', 'Retry', async () => {
    await expect(shell.dialog).toContainText('Retry run 2');
    await shell.dialog.getByRole('button', { name: 'Cancel' }).click();
  });
  await mend('Signed out', 'Reconnect', async () => {
    await expect(shell.dialog).toContainText(APPROVED);
    await page.keyboard.press('Escape');
  });
  await mend('Forbidden', 'Open connection', heading('Practice CRM'));
  await mend('Out of calls', 'Raise the limit', () =>
    expect(page.getByRole('textbox', { name: 'Most calls a day' })).toBeFocused(),
  );
  await mend('Slow service', 'Increase timeout', async () => {
    await expect(shell.dialog).toBeVisible();
    await page.keyboard.press('Escape');
  });
  await mend('Slow step', 'Increase timeout', () =>
    expect(shell.toasts).toContainText('“Slow step” may now take 90 seconds.'),
  );
  await mend('Wrong type', 'Convert', () =>
    expect(shell.toasts.last()).toContainText('“Wrong type” now converts the value to a number.'),
  );
  await mend('Wrong type', 'Fix in editor', () =>
    expect(page.getByRole('tab', { name: 'Settings', selected: true })).toBeVisible(),
  );
  await mend('Line', 'Show problems', () => expect(editor.problems.locator('[data-problem]').first()).toBeFocused());
  await mend('Calls', 'Open run', heading('Run 1'));
  await mend('No file', 'Show folder', () => expect(shell.toasts.last()).toContainText('/data/leads of May.csv'));
  await mend('Odd', 'Copy details', () => expect(shell.toasts.last()).toContainText(/details/));
  await mend('Full disk', 'Keep fewer runs', section('Runs and data'));
  await mend('Locked', 'Open secrets', section('Secrets'));
  await mend('Credential', 'Open named credentials', section('Named credentials'));
  await mend('Port', 'Choose another port', section('Webhooks'));
  await mend('Refused', 'Run failed records again', heading('Run 3'));
  await mend('Reads on', 'Run again', heading('Run 4'));
  await mend('Planned', 'Dry run again', heading('Run 5'));

  await test.step('the list of runs tells the same, with the same buttons', async () => {
    await shell.goTo('Runs');
    await new Runs(page).rows.filter({ hasText: FAILED_FLOW }).nth(3).getByRole('button').click();
    await page.getByRole('menuitem', { name: 'What failed…' }).click();
    await expect(shell.dialog.getByRole('alert')).toHaveCount(18);
    await expectNoViolations(page, 'what a run failed with');
    await shell.dialog.getByRole('button', { name: 'Keep fewer runs' }).click();
    await section('Runs and data')();
  });

  await test.step('a run that took too long goes on where it was, and its flow may be given more time', async () => {
    await shell.goTo('Flows');
    await new Flows(page).import(slowFlow);
    await editor.runToEnd('Failed');
    const banner = page.getByTestId('banner').filter({ hasText: 'The run took too long' });
    await banner.getByRole('button', { name: 'Resume' }).click();
    await expect(banner).toBeHidden();
    await banner.getByRole('button', { name: 'Allow more time' }).click();
    await expect(page.getByRole('textbox', { name: 'Time limit of a run, in seconds' })).toBeFocused();
  });
});
