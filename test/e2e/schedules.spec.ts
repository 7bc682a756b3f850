import { openNodeHost } from '../../electron/compose/node-host.ts';
import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { Runs } from './pages/runs.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { expect, test } from './support/millrace.ts';

const flow = {
  id: '3e9d5c5b-8f0b-4a52-9a5e-0d6c9f3f1a20',
  name: 'Nightly note',
  steps: [
    { id: 'start', type: 'schedule', name: 'Schedule', settings: { cron: '30 2 * * *', timeZone: 'Europe/Berlin' } },
    {
      id: 'note',
      type: 'map_fields',
      name: 'Note',
      settings: { fields: [{ name: 'due', value: '{{ scheduledAt }}' }] },
    },
  ],
  edges: [{ from: 'start', to: 'note' }],
  layout: { steps: { start: [0, 0], note: [352, 0] } },
};

test.slow();

test('a schedule is set in words, activated after a review, and what it missed is run', async ({ page, millrace }) => {
  const editor = new Editor(page);
  const shell = new Shell(page);
  const flows = new Flows(page);
  const { inspector } = editor;
  const header = page.getByRole('main');
  await shell.goTo('Flows');
  await flows.import(flow);

  await test.step('the inspector says when it starts, in words and five times', async () => {
    await editor.canvas.step('Schedule').click();
    const next = page.getByTestId('next-starts');
    await expect(next).toContainText('At 02:30 (Europe/Berlin)');
    await expect(next.getByRole('listitem')).toHaveCount(5);
    await inspector.choose('When', 'Monday to Friday');
    await inspector.root.getByLabel('At', { exact: true }).fill('04:15');
    await expect(next).toContainText('At 04:15, Monday through Friday (Europe/Berlin)');
    await inspector.choose('When', 'Custom (cron)');
    await inspector.field('Cron expression').fill('0 25 * * *');
    await inspector.stepName.click();
    await expect(inspector.root.getByText('the hour can’t be “25”; it takes 0 to 23')).toBeVisible();
    await expect(next).toHaveCount(0);
    await expectNoViolations(page, 'schedule, wrong');
    await header.getByRole('button', { name: 'Activate', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('Solve the problems first.')).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Activate' })).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByRole('button', { name: 'Show “Schedule”' }).press('Enter');
    await expect(inspector.list('When')).toBeFocused();
    await inspector.choose('When', 'Every hour');
    await expect(next).toContainText('(Europe/Berlin)');
  });

  await test.step('it is activated after a review; a later edit waits', async () => {
    await header.getByRole('button', { name: 'Activate', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('Runs on this computer while Millrace is open.')).toBeVisible();
    await expectNoViolations(page, 'review of an activation');
    await dialog.getByRole('button', { name: 'Activate' }).press('Enter');
    await expect(page.getByTestId('active-state')).toHaveText(/^Active: version \d+$/);
    await expect(header, 'the button that had the focus is gone').toBeFocused();
    await editor.rename('Hourly note');
    await editor.expectSaved();
    await expect(header.getByText('Draft has changes')).toBeVisible();
    await header.getByRole('button', { name: 'Activate changes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Activate changes' }).click();
    await expect(header.getByText('Draft has changes')).toHaveCount(0);
    await expect(page.getByText('1 flow active')).toBeVisible();
  });

  await test.step('R9 nothing starts in safe mode; what was missed while Millrace was closed stands on Home, and is run', async () => {
    // A window that is open meanwhile would say that it lost its host.
    await page.goto('about:blank');
    await millrace.restart(async () => {
      const host = await openNodeHost({
        dataFolder: millrace.dataFolder,
        ownerName: 'test',
        version: '0.0.0',
        shell: 'none',
      });
      const dueAt = [2, 1].map((days) => Date.now() - days * 86_400_000);
      host.services.store.starts.enterSafeMode();
      host.services.store.triggers.miss(flow.id, 'start', { dueAt, reason: 'closed', state: 'open' });
      await host.close();
    });
    await page.goto(millrace.url);
    await expect.poll(() => millrace.output()).toContain('Safe mode: Millrace ended unexpectedly 3 times');
    const banner = page.getByTestId('banner').filter({ hasText: 'nothing starts by itself. 1 active flow waits.' });
    await shell.goTo('Flows');
    await expect(flows.row('Hourly note')).toContainText('Can’t start');
    await expectNoViolations(page, 'safe mode');
    await banner.getByRole('button', { name: 'Start everything again' }).press('Enter');
    await expect(banner).toHaveCount(0);
    await expect(flows.row('Hourly note')).toContainText('Active');
    await shell.goTo('Home');
    await page.getByRole('button', { name: 'Show missed starts of “Hourly note”' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('row', { name: /Millrace was closed Nothing yet/ })).toHaveCount(2);
    await expectNoViolations(page, 'missed starts');
    await dialog.getByRole('button', { name: 'Run latest' }).click();
    await expect(page.getByRole('button', { name: /Show missed starts/ })).toHaveCount(0);
    await shell.goTo('Runs');
    await expect(new Runs(page).rows.first()).toContainText('Hourly note');
  });

  await test.step('an active flow is switched off before it is deleted', async () => {
    await shell.goTo('Flows');
    await expect(flows.row('Hourly note')).toContainText('Active');
    await flows.choose('Hourly note', 'Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate and delete' }).click();
    await expect(flows.row('Hourly note')).toHaveCount(0);
  });
});
