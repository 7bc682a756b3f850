import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { RunDetails, Runs } from './pages/runs.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { expect, test } from './support/millrace.ts';

/** Twelve leads; the five of more than 900 fail in “Sums”, since a text is no number. */
const flow = {
  id: '3e9d5c5b-8f0b-4a52-9a5e-0d6c9f3f1a07',
  name: 'Bills due',
  steps: [
    { id: 'start', type: 'manual', name: 'Start' },
    { id: 'leads', type: 'files.read', name: 'Leads', settings: { path: 'welcome-leads.csv' } },
    {
      id: 'sums',
      type: 'map_fields',
      name: 'Sums',
      onError: 'skip',
      settings: { fields: [{ name: 'Twice', value: '{{ if(Amount > 900, Amount * "x", Amount * 2) }}' }] },
    },
    { id: 'save', type: 'files.write', name: 'Save', settings: { path: 'sums.csv' } },
  ],
  edges: [
    { from: 'start', to: 'leads' },
    { from: 'leads', to: 'sums' },
    { from: 'sums', to: 'save' },
  ],
  layout: { steps: { start: [0, 0], leads: [352, 0], sums: [704, 0], save: [1056, 0] } },
};

// One story from the first test of a flow to the retry of its run.
test.slow();

test('a flow is run in parts, on pinned data and up to a breakpoint; its run is tried again', async ({ page }) => {
  const editor = new Editor(page);
  const { canvas } = editor;
  const shell = new Shell(page);
  await shell.goTo('Flows');
  await new Flows(page).import(flow);
  const chooseRun = async (name: string | RegExp) => {
    await page.getByTestId('run-menu').click();
    await page.getByRole('menuitem', { name }).click();
  };
  const chooseOf = async (step: string, name: string) => {
    await canvas.step(step).click();
    await canvas
      .step(step)
      .getByRole('button', { name: `Actions for ${step}` })
      .click();
    await page.getByRole('menuitem', { name }).click();
  };

  await test.step('a test with the first records brings in so many; without a step, some ways can’t be chosen', async () => {
    await page.getByTestId('run-menu').click();
    await expect(page.getByRole('menuitem', { name: 'Run up to this step' })).toBeDisabled();
    await expect(page.getByText('Select a step first.').first()).toBeVisible();
    await expectNoViolations(page, 'the Run menu');
    await page.getByRole('menuitem', { name: 'Forecast…' }).press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('run-menu')).toBeFocused();
    await chooseRun('Test with first 5 records');
    await expect(canvas.count('Leads', 'Sums')).toHaveText('5');
  });

  await test.step('up to a step, nothing behind it runs; all of them then fail in five records', async () => {
    await canvas.step('Leads').click();
    await chooseRun('Run up to this step');
    await expect(canvas.count('Leads', 'Sums')).toHaveText('12');
    await expect(canvas.count('Sums', 'Save')).toHaveText('—');
    await editor.runToEnd('Partly succeeded');
  });

  await test.step('P pins what a step handed on; the pin is changed in a table with the keyboard, or as JSON', async () => {
    await canvas.step('Leads').focus();
    await page.keyboard.press('p');
    await expect(canvas.step('Leads')).toContainText('Pinned · 12 records');
    await expect(page.getByText('1 step uses pinned data. Runs of the active flow ignore it.')).toBeVisible();
    await chooseOf('Leads', 'Edit pinned data…');
    const grid = page.getByRole('grid', { name: 'pinned data of Leads' });
    await grid.getByRole('gridcell', { name: 'Ada', exact: true }).click();
    await page.keyboard.press('End');
    await page.keyboard.type('77x');
    await page.keyboard.press('Escape');
    await expect(grid.getByRole('gridcell', { name: '1200' })).toBeFocused();
    await page.keyboard.type('77');
    await page.keyboard.press('Enter');
    await expect(grid.getByRole('gridcell', { name: '77', exact: true })).toBeVisible();
    await expectNoViolations(page, 'pinned data as a table');
    await page.getByText('JSON', { exact: true }).click();
    const records = page.getByRole('textbox', { name: 'Records, as JSON' });
    await expect(records).toHaveValue(/"Amount": 77\n/);
    await records.fill('[{"Amount": 100}, {"Amount": 1000}');
    await page.getByText('Table', { exact: true }).click();
    await expect(page.getByText('This isn’t JSON')).toBeVisible();
    await expectNoViolations(page, 'pinned data with a mistake');
    await records.fill('[{"Amount": 100}, {"Amount": 1000}]');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(canvas.step('Leads')).toContainText('Pinned · 2 records');
    await expect(canvas.step('Leads')).toBeFocused();
  });

  await test.step('at a breakpoint the run waits with the record that fits, which goes on as it was changed', async () => {
    await chooseOf('Sums', 'Add breakpoint…');
    const condition = page.getByRole('textbox', { name: 'Only for records where' });
    await condition.fill('Amount >');
    await page.getByRole('button', { name: 'Add breakpoint' }).click();
    await expect(condition).toHaveAttribute('aria-invalid', 'true');
    await condition.fill('Amount > 900');
    await page.getByRole('button', { name: 'Add breakpoint' }).click();
    await expect(canvas.step('Sums')).toBeFocused();
    await editor.run.click();
    const paused = page.getByRole('region', { name: 'The run waits' });
    await expect(paused.getByRole('heading')).toHaveText('Waiting before “Sums” · record 2');
    await expect(editor.status).toHaveText(/Waiting$/);
    await expectNoViolations(page, 'a run that waits');
    await paused.getByRole('gridcell', { name: '1000', exact: true }).click();
    await page.keyboard.type('50');
    await page.keyboard.press('Enter');
    await paused.getByText('JSON', { exact: true }).click();
    await expect(paused.getByRole('textbox')).toHaveValue('{\n  "Amount": 50\n}');
    await expectNoViolations(page, 'a run that waits, its record as JSON');
    await expect(paused.getByText('The run goes on with your changes.')).toBeVisible();
    await paused.getByRole('button', { name: 'Go on', exact: true }).click();
    await expect(editor.status).toHaveText(/Succeeded$/);
    await expect(paused).toHaveCount(0);
    await expect(canvas.count('Sums', 'Save')).toHaveText('2');
  });

  await test.step('a retry says what it would do twice; only the failures run again, and the run names the other one', async () => {
    await page.getByRole('button', { name: 'Unpin', exact: true }).click();
    await shell.goTo('Runs');
    await new Runs(page).open(3);
    const details = new RunDetails(page);
    await page.getByRole('button', { name: 'Retry…' }).click();
    await expect(page.getByText('Done a second time: “Save” (7 records).')).toBeVisible();
    await expectNoViolations(page, 'Retry');
    await page.getByRole('radio', { name: /Only what failed at “Sums”/ }).check();
    await page.getByRole('button', { name: 'Retry', exact: true }).click();
    await expect(page.getByRole('link', { name: 'Retry of run 3' })).toBeVisible();
    await expect(details.status).toHaveText('Partly succeeded');
    await expect(details.recordsOf('Sums')).toContainText('0');
  });
});
