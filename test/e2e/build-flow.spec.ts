import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { RunDetails, Runs } from './pages/runs.ts';
import { Shell } from './pages/shell.ts';
import { expect, test } from './support/millrace.ts';

test('a flow built by hand on the canvas, from an empty flow, runs and shows its data', async ({ page, millrace }) => {
  const shell = new Shell(page);
  const editor = new Editor(page);
  const { canvas, picker, drawer, inspector } = editor;
  await shell.goTo('Flows');
  await new Flows(page).newFlow.click();
  await expect(canvas.steps).toHaveCount(0);
  await editor.rename('Welcome by hand');

  await test.step('the trigger comes from the placeholder, the file step from its (+)', async () => {
    await canvas.addTrigger.click();
    await picker.option('Run now').click();
    await expect(canvas.step('Run now')).toBeVisible();
    await editor.addAfter('Run now', 'Read file');
    await expect(canvas.line('Run now', 'Read file')).toBeAttached();
    await inspector.field('File').fill('welcome-leads.csv');
  });

  await test.step('a first run brings sample data for what follows', async () => {
    await editor.runToEnd();
    await expect(canvas.step('Read file')).toContainText('12 records');
  });

  await test.step('the filter is dragged from the drawer and wired from port to port', async () => {
    await drawer.show.click();
    await drawer.entry('Filter').dragTo(canvas.root, { targetPosition: { x: 480, y: 560 } });
    await expect(canvas.step('Filter')).toBeVisible();
    await canvas.fit.click();
    await canvas.drag(canvas.port('Read file', 'out'), canvas.port('Filter', 'in'));
    await expect(canvas.line('Read file', 'Filter')).toBeAttached();
    await expect(shell.politeRegion).toContainText('Connected');
    await canvas.step('Filter').click();
    await inspector.choose('Field of condition 1', /^Status/);
    await inspector.conditionValue.fill('New');
    await expect(inspector.root.getByTestId('live-result')).toHaveText(/^= true for record 1 of /);
  });

  await test.step('fields are mapped from the inline list', async () => {
    await editor.addAfter('Filter', 'Map fields', 'Kept');
    await inspector.field('Name of field 1').fill('Email');
    await inspector.field('Value of Email').click();
    await page.keyboard.type('=lower(');
    await page.keyboard.type('Ema');
    await inspector.completion('Email').click();
    await expect(inspector.root.getByTestId('live-result')).toHaveText('= ada.brook@example.org');
  });

  await test.step('the action takes the practice connection, an object, and its fields', async () => {
    await editor.addAfter('Map fields', 'Create a record');
    await expect(inspector.list('Connection')).toHaveValue('Practice CRM');
    await inspector.choose('Object', /^Contact/);
    await inspector.map('Last Name', 'LastName');
    await inspector.addField('First Name');
    await inspector.map('First Name', 'FirstName');
    await inspector.addField('Email');
    await inspector.map('Email', 'Email');
    await expect(inspector.root.getByText('= Brook')).toBeVisible();
    await editor.addAfter('Create a record', 'Save to file');
    await inspector.field('File').fill('created.csv');
  });

  await expect(editor.problemsButton).toHaveText('Problems 0');
  await editor.runToEnd();

  await test.step('every line carries its count, and opens its records', async () => {
    await expect(canvas.count('Run now', 'Read file')).toHaveText('1');
    await expect(canvas.count('Read file', 'Filter')).toHaveText('12');
    for (const [from, to] of [
      ['Filter', 'Map fields'],
      ['Map fields', 'Create a record'],
      ['Create a record', 'Save to file'],
    ] as const) {
      await expect(canvas.count(from, to)).toHaveText('5');
    }
    await canvas.fit.click();
    await canvas.count('Filter', 'Map fields').click();
    await expect(editor.preview.getByRole('row')).toHaveCount(6);
    await expect(editor.preview).toContainText('Brook & Sons');
    await editor.preview.getByRole('button', { name: 'Open in panel' }).click();
    await expect(editor.details.getByRole('row')).toHaveCount(6);
    await expect(editor.details).toContainText('5 records');
  });

  await test.step('the output of the action shows what Salesforce answered', async () => {
    await canvas.step('Create a record').click();
    await inspector.tab('Output').click();
    await expect(inspector.records()).toContainText('ada.brook@example.org');
    const written = join(millrace.dataFolder, 'files', 'created.csv');
    expect(existsSync(written)).toBe(true);
    expect(readFileSync(written, 'utf8').trim().split('\n')).toHaveLength(6);
  });

  await test.step('the run is listed with the same counts', async () => {
    await shell.goTo('Runs');
    const runs = new Runs(page);
    await expect(runs.rows).toHaveCount(2);
    await expect(runs.rows.first()).toContainText('Welcome by hand');
    await runs.open(2);
    const details = new RunDetails(page);
    await expect(details.recordsOf('Read file')).toHaveText('12');
    await expect(details.recordsOf('Create a record')).toHaveText('5');
    await expect(details.recordsOf('Save to file')).toHaveText('5');
  });
});

test('check 8: with the keyboard only, from an empty flow to a run that succeeded', async ({ page }) => {
  const editor = new Editor(page);
  const { canvas, picker, inspector } = editor;
  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  /** Presses Tab until the wanted control has focus. */
  const tabTo = async (control: ReturnType<typeof inspector.field>, within = 80) => {
    for (let presses = 0; presses < within; presses += 1) {
      if (await control.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    await expect(control).toBeFocused();
  };
  /** Adds the step that the picker finds for a word, after the focused one. */
  const add = async (word: string, name: string) => {
    await press('a');
    await expect(picker.search).toBeFocused();
    await page.keyboard.type(word);
    await expect(picker.option(name)).toHaveAttribute('aria-selected', 'true');
    await press('Enter');
    await expect(canvas.step(name)).toBeFocused();
  };

  await press('Control+2');
  const flows = new Flows(page);
  await flows.newFlow.focus();
  await press('Enter');
  await expect(canvas.addTrigger).toBeVisible();
  await tabTo(canvas.addTrigger);
  await press('Enter');
  await page.keyboard.type('run now');
  await press('Enter');
  await expect(canvas.step('Run now')).toBeFocused();

  await add('read', 'Read file');
  await press('Enter');
  await tabTo(inspector.field('File'));
  await page.keyboard.type('welcome-leads.csv');
  await press('Escape');
  await expect(canvas.step('Read file')).toBeFocused();
  await press('Control+Enter');
  await expect(editor.status).toHaveText(/Succeeded$/, { timeout: 10_000 });

  await add('filter', 'Filter');
  await press('Enter');
  await tabTo(inspector.conditionField);
  await page.keyboard.type('Status');
  await press('Enter');
  await tabTo(inspector.conditionValue);
  await page.keyboard.type('New');
  await expect(inspector.root.getByTestId('live-result')).toContainText('= true');
  await press('Escape');
  await expect(canvas.step('Filter')).toBeFocused();

  await add('create', 'Create a record');
  await press('Enter');
  await tabTo(inspector.list('Object'));
  await page.keyboard.type('Contact');
  await press('Enter');
  await expect(inspector.field('Last Name')).toBeVisible();
  await tabTo(inspector.field('Last Name'));
  await page.keyboard.type('/LastName');
  await expect(inspector.completion('LastName')).toHaveAttribute('aria-selected', 'true');
  // The list takes no key in its first moment, lest one that was meant for the text chooses from it.
  await expect(async () => {
    await press('Enter');
    await expect(inspector.root.getByTestId('live-result')).toHaveText('= Brook', { timeout: 200 });
  }).toPass();
  await press('Escape');
  await expect(canvas.step('Create a record')).toBeFocused();

  await press('Control+Enter');
  await expect(editor.status).toHaveText(/Succeeded$/, { timeout: 10_000 });
  await expect(canvas.step('Create a record')).toContainText('5 records');
});
