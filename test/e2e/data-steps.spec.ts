import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { expect, test } from './support/millrace.ts';

const flow = {
  id: '3e9d5c5b-8f0b-4a52-9a5e-0d6c9f3f1a02',
  name: 'Leads by size',
  steps: [
    { id: 'start', type: 'manual', name: 'Start' },
    { id: 'leads', type: 'files.read', name: 'Leads', settings: { path: 'welcome-leads.csv' } },
  ],
  edges: [{ from: 'start', to: 'leads' }],
  layout: { steps: { start: [0, 0], leads: [352, 0] } },
};

// A person fills these forms field by field.
test.slow();

test('a switch is filled case by case; its outputs come and go on the canvas, and lines follow a new name', async ({
  page,
}) => {
  const editor = new Editor(page);
  const { canvas, inspector } = editor;
  await new Shell(page).goTo('Flows');
  await new Flows(page).import(flow);
  await editor.runToEnd();
  await editor.addAfter('Leads', 'Switch');
  const part = (name: string) => inspector.root.getByRole('group', { name, exact: true });

  await test.step('the form has an empty case from the start, and says what is missing', async () => {
    await part('Case 1').getByRole('textbox', { name: 'Name' }).click();
    await inspector.stepName.click();
    await expect(inspector.root.getByText('Cases is required.')).toBeVisible();
  });

  await test.step('two cases make three outputs', async () => {
    await part('Case 1').getByRole('textbox', { name: 'Name' }).fill('Large');
    await part('Case 1').getByRole('button', { name: 'Edit as a formula' }).click();
    await part('Case 1').getByRole('textbox', { name: 'Condition' }).click();
    await page.keyboard.type('Amount >= 1000');
    await inspector.root.getByRole('button', { name: 'Add case' }).click();
    await part('Case 2').getByRole('textbox', { name: 'Name' }).fill('Large');
    await expect(inspector.root.getByText('“Large” stands there twice.')).toBeVisible();
    await part('Case 2').getByRole('textbox', { name: 'Name' }).fill('Medium');
    await part('Case 2').getByRole('button', { name: 'Edit as a formula' }).click();
    await part('Case 2').getByRole('textbox', { name: 'Condition' }).click();
    await page.keyboard.type('Amount >= 500');
    for (const port of ['Large', 'Medium', 'otherwise']) await expect(canvas.port('Switch', port)).toBeVisible();
  });

  await test.step('a step follows a case, and stays with it when the case is renamed', async () => {
    await editor.addAfter('Switch', 'Sort', 'Medium');
    await expect(canvas.line('Switch', 'Sort', 'Medium')).toBeAttached();
    await canvas.step('Switch').click();
    await part('Case 2').getByRole('textbox', { name: 'Name' }).fill('Middle');
    await expect(canvas.line('Switch', 'Sort', 'Middle')).toBeAttached();
    await expectNoViolations(page, 'switch, filled');
  });

  await test.step('sort keys are moved and removed', async () => {
    await canvas.step('Sort').click();
    const key = (number: number) => part(`Key ${number}`).getByRole('textbox', { name: 'Field or formula' });
    await key(1).click();
    await page.keyboard.type('Company');
    await inspector.root.getByRole('button', { name: 'Add key' }).click();
    await key(2).click();
    await page.keyboard.type('Amount');
    await inspector.root.getByRole('button', { name: 'Move key 2 up' }).click();
    await expect(key(1)).toHaveText('Amount');
    await inspector.root.getByRole('button', { name: 'Remove key 2' }).click();
    await part('Key 1')
      .getByRole('combobox', { name: 'Order' })
      .or(part('Key 1').getByRole('textbox', { name: 'Order' }))
      .click();
    await page.getByRole('option', { name: 'Largest first' }).click();
    await editor.runToEnd();
    const amounts = await editor.export();
    expect(JSON.parse(amounts).steps[3].settings).toEqual({ by: [{ value: 'Amount', order: 'descending' }] });
  });

  await test.step('a case that is removed takes its line along', async () => {
    await canvas.step('Switch').click();
    await inspector.root.getByRole('button', { name: 'Remove case 2' }).click();
    await expect(canvas.port('Switch', 'Middle')).toHaveCount(0);
    await expect(canvas.line('Switch', 'Sort')).toHaveCount(0);
    await editor.undo.click();
    await expect(canvas.line('Switch', 'Sort', 'Middle')).toBeAttached();
  });
});

test('a summary is built measure by measure and runs; later steps are offered its fields', async ({ page }) => {
  const editor = new Editor(page);
  const { canvas, inspector } = editor;
  await new Shell(page).goTo('Flows');
  await new Flows(page).import(flow);
  await editor.runToEnd();
  await editor.addAfter('Leads', 'Summarise');
  const part = (name: string) => inspector.root.getByRole('group', { name, exact: true });
  await inspector.root.getByRole('button', { name: 'Add group' }).click();
  await part('Group 1').getByRole('textbox', { name: 'Field or formula' }).click();
  await page.keyboard.type('Status');
  await part('Measure 1').getByRole('textbox', { name: 'Name' }).fill('total');
  const choice = part('Measure 1').getByLabel('What to work out').first();
  await choice.click();
  await page.getByRole('option', { name: 'Sum' }).click();
  await part('Measure 1').getByRole('textbox', { name: 'Value', exact: true }).click();
  await page.keyboard.type('Amount');
  await expectNoViolations(page, 'summarise');
  await editor.addAfter('Summarise', 'Filter');
  await inspector.conditionField.click();
  await expect(page.getByRole('option', { name: /^Company/ })).toHaveCount(0);
  await page.getByRole('option', { name: /^total/ }).click();
  await inspector.choose('Comparison of condition 1', 'is at least');
  await inspector.conditionValue.fill('1');
  await editor.runToEnd();
  await expect(canvas.count('Leads', 'Summarise')).toHaveText('12');
  await canvas.step('Summarise').click();
  await inspector.tab('Output').click();
  await expect(inspector.records().getByRole('columnheader', { name: /total/ })).toBeVisible();

  await test.step('a reshape shows what it makes of a record while it is typed, or what is wrong and where', async () => {
    await editor.addAfter('Filter', 'Reshape', 'Kept');
    const expression = inspector.root.getByRole('textbox', { name: 'Expression' });
    await expression.fill('{\n  "twice": total * ,\n}');
    await expect(inspector.root.getByText(/Line 2, character 20\.$/)).toBeVisible();
    await expect(expression).toHaveAttribute('aria-invalid', 'true');
    await inspector.root.getByRole('button', { name: 'Go to the mistake' }).click();
    await page.keyboard.type('2');
    await expect(inspector.root.getByRole('region', { name: 'Result' })).toContainText('"twice"');
    await expectNoViolations(page, 'reshape with its result');
  });
});
