import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { RunDetails, Runs } from './pages/runs.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { expect, test } from './support/millrace.ts';

const called = {
  id: '3e9d5c5b-8f0b-4a52-9a5e-0d6c9f3f1b01',
  name: 'Rate one lead',
  steps: [
    { id: 'start', type: 'manual', name: 'Start' },
    {
      id: 'rating',
      type: 'reshape',
      name: 'Rating',
      settings: { expression: '{ "Rating": Amount > 1000 ? "A" : "B" }', result: 'replace' },
    },
  ],
  edges: [{ from: 'start', to: 'rating' }],
  layout: { steps: { start: [0, 0], rating: [352, 0] } },
};

const caller = {
  id: '3e9d5c5b-8f0b-4a52-9a5e-0d6c9f3f1b02',
  name: 'Rate all leads',
  steps: [
    { id: 'start', type: 'manual', name: 'Start' },
    { id: 'leads', type: 'files.read', name: 'Leads', settings: { path: 'welcome-leads.csv' } },
    { id: 'few', type: 'limit', name: 'Few', settings: { count: 3 } },
  ],
  edges: [
    { from: 'start', to: 'leads' },
    { from: 'leads', to: 'few' },
  ],
  layout: { steps: { start: [0, 0], leads: [352, 0], few: [704, 0] } },
};

test.slow();

test('a flow is picked to be called, its runs are found from the run that called them, and that one from them', async ({
  page,
}) => {
  const editor = new Editor(page);
  const shell = new Shell(page);
  for (const flow of [called, caller]) {
    await shell.goTo('Flows');
    await new Flows(page).import(flow);
  }

  await test.step('the flow is picked by its name', async () => {
    await editor.addAfter('Few', 'Call a flow');
    const field = page.getByTestId('field-flow');
    await field
      .getByRole('combobox')
      .or(field.getByRole('textbox', { name: 'Flow' }))
      .click();
    await expect(page.getByRole('option', { name: 'Rate all leads' })).toHaveCount(0);
    await page.getByRole('option', { name: 'Rate one lead' }).click();
    await expect(field.getByRole('link', { name: 'Open “Rate one lead”' })).toBeVisible();
    await expectNoViolations(page, 'a flow to call, chosen');
  });

  await test.step('each record has a run, and each run says who called it', async () => {
    await editor.runToEnd();
    await shell.goTo('Runs');
    await expect(new Runs(page).rows.filter({ hasText: 'Another flow' })).toHaveCount(3);
    await new Runs(page).rows.filter({ hasText: 'Rate all leads' }).getByRole('link').first().click();
    const details = new RunDetails(page);
    await details.choose('Call a flow');
    await page.getByRole('tab', { name: 'Runs' }).click();
    const runs = page.getByRole('tabpanel').getByRole('row');
    await expect(runs).toHaveCount(4);
    await expectNoViolations(page, 'called runs');
    await runs.nth(1).getByRole('link').click();
    await expect(page.getByRole('link', { name: /^Called by run \d+ of “Rate all leads”$/ })).toBeVisible();
    await expect(details.status).toHaveText(/Succeeded$/);
  });

  await test.step('a record of a called run is followed into the run that called it, and from there into this one', async () => {
    await new RunDetails(page).choose('Rating');
    await page.getByRole('button', { name: 'Follow record 1' }).focus();
    await page.keyboard.press('Enter');
    const way = page.getByRole('list', { name: 'Way of the record' });
    await expect(way.getByRole('listitem').filter({ hasText: 'this run' })).toContainText('Rating');
    await expectNoViolations(page, 'a record followed out of a called run');
    await way.getByRole('button', { name: 'Record 1' }).first().focus();
    await page.keyboard.press('Enter');
    await expect(
      page.getByRole('heading', { name: /^Record 1 of “Start”, run \d+ of “Rate all leads”$/ }),
    ).toBeFocused();
    await expect(way.getByRole('list', { name: /^Way through run \d+$/ })).toHaveCount(3);
  });
});
