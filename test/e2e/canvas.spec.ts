import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { Home } from './pages/home.ts';
import { Shell } from './pages/shell.ts';
import { branching, chain } from './support/flow-files.ts';
import { expect, test } from './support/millrace.ts';

test('check 6: a step that was moved stays there after a reload, and no dialog appears', async ({ page }) => {
  const editor = new Editor(page);
  const { canvas } = editor;
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await new Home(page).openSample.click();
  await expect(canvas.steps).toHaveCount(6);
  const before = await canvas.place('Filter');
  const box = await canvas.step('Filter').boundingBox();
  await canvas.drag(canvas.step('Filter'), { x: (box?.x ?? 0) + 60, y: (box?.y ?? 0) + 240 });
  const moved = await canvas.place('Filter');
  expect(moved.y).toBeGreaterThan(before.y + 100);
  await editor.expectSaved();
  await page.reload();
  await expect(canvas.steps).toHaveCount(6);
  expect(await canvas.place('Filter')).toEqual(moved);
  await expect(new Shell(page).dialog).toHaveCount(0);
  expect(dialogs).toEqual([]);
});

test('check 7: mixed edits are undone to the first file and redone to the last; Undo names each', async ({ page }) => {
  const editor = new Editor(page);
  const { canvas, picker, inspector } = editor;
  await new Flows(page).import(chain);
  await expect(canvas.steps).toHaveCount(3);
  const first = await editor.export();
  const edits: [name: RegExp, edit: () => Promise<void>][] = [
    [/^Undo Add “Limit”/, () => editor.addAfter('Keep', 'Limit', 'Not kept')],
    [/^Undo Add “Map fields”/, () => editor.addAfter('Limit', 'Map fields')],
    [
      /^Undo Rename/,
      async () => {
        await inspector.stepName.fill('Names');
        await inspector.stepName.press('Enter');
      },
    ],
    [/^Undo Change/, () => inspector.field('Name of field 1').fill('Email')],
    [
      /^Undo Move/,
      async () => {
        await canvas.step('Names').focus();
        await page.keyboard.press('Control+Shift+ArrowDown');
      },
    ],
    [
      /^Undo Move/,
      async () => {
        await page.keyboard.press('Control+ArrowRight');
      },
    ],
    [
      /^Undo Turn off/,
      async () => {
        await page.keyboard.press('Shift+D');
      },
    ],
    [
      /^Undo Delete “Limit”/,
      async () => {
        await canvas.step('Limit').focus();
        await page.keyboard.press('Escape');
        await canvas.step('Limit').focus();
        await page.keyboard.press('Delete');
      },
    ],
    [
      /^Undo Paste “Keep 2”/,
      async () => {
        await canvas.step('Keep').focus();
        await page.keyboard.press('Home');
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Control+d');
      },
    ],
    [/^Undo Rename/, () => editor.rename('Another name')],
    [
      /^Undo Add “If”/,
      async () => {
        await canvas.addStep.click();
        await picker.option('If').click();
      },
    ],
  ];
  for (const [name, edit] of edits) {
    await edit();
    await expect(editor.undo).toHaveAccessibleName(name);
  }
  const last = await editor.export();
  expect(last).not.toBe(first);
  for (const [name] of edits.toReversed()) {
    await expect(editor.undo).toHaveAccessibleName(name);
    await editor.undo.click();
  }
  await expect(editor.undo).toHaveAccessibleName(/^Nothing to undo/);
  expect(await editor.export()).toBe(first);
  for (const _ of edits) await editor.redo.click();
  await expect(editor.redo).toHaveAccessibleName(/^Nothing to redo/);
  expect(await editor.export()).toBe(last);
});

test('check 9: Tab reaches the inspector from the canvas in a few presses, and one step is a Tab stop', async ({
  page,
}) => {
  const editor = new Editor(page);
  const { canvas, inspector } = editor;
  await new Home(page).openSample.click();
  await canvas.step('Filter').click();
  await expect(inspector.root).toBeVisible();
  await expect(canvas.root.locator('[data-testid^="step-"][tabindex="0"]')).toHaveCount(1);
  await canvas.step('Filter').focus();
  const reached = () => inspector.root.evaluate((pane) => pane.contains(document.activeElement));
  let presses = 0;
  while (!(await reached()) && presses < 8) {
    await page.keyboard.press('Tab');
    presses += 1;
  }
  expect(await reached(), 'the inspector has focus within 8 presses').toBe(true);
});

test('check 10: C on a step, a target and Enter connect them, and it is announced', async ({ page }) => {
  const editor = new Editor(page);
  const { canvas } = editor;
  await new Flows(page).import(branching);
  await expect(canvas.steps).toHaveCount(4);
  await canvas.step('Keep').focus();
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'Connect “Keep” to' });
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('not kept → apart');
  await expect(dialog.getByRole('option')).toHaveText([/Not kept → Apart/]);
  await page.keyboard.press('Enter');
  await expect(canvas.line('Keep', 'Apart', 'Not kept')).toBeAttached();
  await expect(new Shell(page).politeRegion).toContainText('Connected');
  await expect(canvas.step('Keep')).toBeFocused();
});

test('checks 11 and 12: clicking two ports connects them; a loop is refused, and says so', async ({ page }) => {
  const editor = new Editor(page);
  const { canvas } = editor;
  await new Flows(page).import(branching);
  await expect(canvas.lines).toHaveCount(2);
  await canvas.port('Keep', 'not_kept').click();
  // The step isn't chosen by that: its settings would open over the steps beside it.
  await expect(editor.inspector.root).toBeHidden();
  await canvas.port('Apart', 'in').click();
  await expect(canvas.line('Keep', 'Apart', 'Not kept')).toBeAttached();
  await expect(canvas.lines).toHaveCount(3);

  await canvas.port('Sums', 'out').click();
  await canvas.port('Keep', 'in').click();
  await expect(new Shell(page).toasts.filter({ hasText: 'loop' })).toBeVisible();
  await expect(canvas.lines).toHaveCount(3);

  await canvas.drag(canvas.port('Sums', 'out'), canvas.port('Keep', 'in'));
  await expect(canvas.lines).toHaveCount(3);
});

test('checks 13 and 14: (+) on a line inserts a step; deleting it joins its neighbours; undo restores', async ({
  page,
}) => {
  const editor = new Editor(page);
  const { canvas, picker } = editor;
  await new Flows(page).import(chain);
  await expect(canvas.lines).toHaveCount(2);
  const before = await editor.export();
  const keepAt = await canvas.place('Keep');
  await (await canvas.insertOn('Start', 'Keep')).click();
  await picker.option('Limit').click();
  await expect(canvas.line('Start', 'Limit')).toBeAttached();
  await expect(canvas.line('Limit', 'Keep')).toBeAttached();
  await expect(canvas.line('Start', 'Keep')).toHaveCount(0);
  const limitAt = await canvas.place('Limit');
  const covered = limitAt.x + 256 + 16 > keepAt.x;
  if (!covered) expect(await canvas.place('Keep')).toEqual(keepAt);
  expect((await canvas.place('Keep')).x).toBeGreaterThanOrEqual(limitAt.x + 256);

  await canvas.step('Limit').focus();
  await page.keyboard.press('Delete');
  await expect(canvas.step('Limit')).toHaveCount(0);
  await expect(canvas.line('Start', 'Keep')).toBeAttached();
  await expect(new Shell(page).toasts.filter({ hasText: 'Deleted “Limit” and joined its neighbors.' })).toBeVisible();
  await editor.undo.click();
  await expect(canvas.line('Start', 'Limit')).toBeAttached();
  await expect(canvas.line('Limit', 'Keep')).toBeAttached();
  await editor.undo.click();
  expect(await editor.export()).toBe(before);
});

test('check 15: the picker finds “If” by “branch”, adds it with the keys, and Esc goes back', async ({ page }) => {
  const editor = new Editor(page);
  const { canvas, picker } = editor;
  await new Flows(page).import(chain);
  await canvas.step('Keep').focus();
  await page.keyboard.press('a');
  await expect(picker.search).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(picker.root).toHaveCount(0);
  await expect(canvas.step('Keep')).toBeFocused();

  await canvas.addStep.click();
  await page.keyboard.type('branch');
  await expect(picker.option('If')).toBeVisible();
  await expect(new Shell(page).politeRegion).toContainText('result');
  while ((await picker.option('If').getAttribute('aria-selected')) !== 'true') await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(canvas.step('If')).toBeFocused();
});

test('check 18: an empty required field marks its step, is listed, and Enter on it leads to the field', async ({
  page,
}) => {
  const editor = new Editor(page);
  const { canvas, inspector } = editor;
  await new Flows(page).import(chain);
  await expect(editor.problemsButton).toHaveText('Problems 0');
  await editor.addAfter('Save', 'Read file');
  await expect(canvas.step('Read file')).toContainText('1');
  await expect(editor.problemsButton).toHaveText('Problems 1');
  await editor.run.click();
  const row = editor.problems.getByRole('button').filter({ hasText: 'Read file' });
  await expect(row).toBeFocused();
  await expect(row).toContainText('File is required');
  await page.keyboard.press('Enter');
  await expect(inspector.field('File')).toBeFocused();
  await expect(inspector.root.getByText('File is required.')).toBeVisible();
});

test('a trigger, an action and a connection are dragged from the drawer, and wired on the canvas', async ({ page }) => {
  const editor = new Editor(page);
  const { canvas, drawer, inspector } = editor;
  const shell = new Shell(page);
  await shell.goTo('Flows');
  await new Flows(page).newFlow.click();
  await expect(canvas.addTrigger).toBeVisible();
  if (await drawer.show.isVisible()) await drawer.show.click();
  await drawer.entry('Run now').dragTo(canvas.root, { targetPosition: { x: 180, y: 200 } });
  await expect(canvas.step('Run now')).toBeVisible();
  await drawer.entry('Query records').dragTo(canvas.root, { targetPosition: { x: 300, y: 420 } });
  await expect(canvas.step('Query records')).toBeVisible();
  await page.keyboard.press('Control+i');
  await expect(inspector.root).toHaveCount(0);
  await drawer.entry('Practice CRM').dragTo(canvas.root, { targetPosition: { x: 620, y: 560 } });
  const pill = canvas.root.getByRole('group', { name: 'Connection Practice CRM', exact: true });
  await expect(pill).toBeVisible();
  await canvas.drag(canvas.port('Run now', 'out'), canvas.port('Query records', 'in'));
  await expect(canvas.line('Run now', 'Query records')).toBeAttached();
  // The pill is the connection that the step has already, so a dashed line joins them.
  await expect(canvas.root.getByRole('img', { name: 'Connection of Query records' })).toBeAttached();
});

test('dropping a line on empty canvas offers the steps that can follow', async ({ page }) => {
  const editor = new Editor(page);
  const { canvas, picker } = editor;
  await new Flows(page).import(chain);
  await expect(canvas.steps).toHaveCount(3);
  const box = await canvas.root.boundingBox();
  await canvas.drag(canvas.port('Keep', 'not_kept'), { x: (box?.x ?? 0) + 700, y: (box?.y ?? 0) + 640 });
  await picker.option('Limit').click();
  await expect(canvas.line('Keep', 'Limit', 'Not kept')).toBeAttached();
});
