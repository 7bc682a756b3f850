import { creatingFlow } from '../host/connection-world.ts';
import { ConnectionPage, Connections, NewConnection } from './pages/connections.ts';
import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { Shell } from './pages/shell.ts';
import { ageConnection, expect, pointStarterAt, test, workBetweenSessions } from './support/own-practice.ts';
import { openSecondWindow } from './support/second-window.ts';

test('check 31: a valid change shows in two flows that are open in other windows, without reload, and counts as a test', async ({
  page,
  millrace,
  org,
}) => {
  let id = '';
  const names = ['First flow', 'Second flow'];
  await workBetweenSessions(page, millrace, async (host) => {
    id = await pointStarterAt(host, org);
    for (const name of names) {
      const flow = host.services.flows.create(name, creatingFlow(name));
      host.services.flows.save({ ...flow, bindings: { crm: id } });
    }
  });
  await page.goto('about:blank');
  await millrace.restart(async () => ageConnection(millrace, id, 2));
  await page.goto(millrace.url);

  const shell = new Shell(page);
  const connection = new ConnectionPage(page);
  await shell.goTo('Connections');
  await new Connections(page).open('Practice CRM');
  await connection.tab('Related').click();
  const tested = connection.related.getByRole('row').filter({ hasText: 'First flow' }).getByRole('cell').nth(4);
  const testedBefore = await tested.innerText();

  const steps = [];
  for (const name of names) {
    const window = await openSecondWindow(page);
    await new Shell(window).goTo('Flows');
    await new Flows(window).open(name);
    const step = new Editor(window).canvas.step('Make');
    await expect(step).toHaveAccessibleName(/connection Practice CRM connected/);
    steps.push(step);
  }
  // Opening the flows has tested the connection already.
  await expect(tested).not.toHaveText(testedBefore);

  await connection.edit.click();
  await shell.dialog.getByRole('button', { name: 'Edit' }).click();
  await new NewConnection(page).field('Connection Name').fill('Renamed CRM');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved. Connection test succeeded. 3 flows now use the new details.')).toBeVisible();
  for (const step of steps) await expect(step).toHaveAccessibleName(/connection Renamed CRM connected/);
});
