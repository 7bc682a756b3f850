import { ConnectionPage, Connections, NewConnection } from './pages/connections.ts';
import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { Home } from './pages/home.ts';
import { RunDetails, Runs } from './pages/runs.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { expect, test } from './support/millrace.ts';

test.use({ variables: { MILLRACE_PASSPHRASE: 'only for these tests' } });

test('check 36: Home, Flows, Templates and Settings break no rule of accessibility', async ({ page }) => {
  // Eight screens, each looked at twice.
  test.slow();
  const shell = new Shell(page);
  await expect(new Home(page).openSample).toBeVisible();
  await expectNoViolations(page, 'Home');
  await shell.goTo('Flows');
  await expect(new Flows(page).table).toBeVisible();
  await expectNoViolations(page, 'Flows');
  await new Flows(page).search.fill('nothing is called this');
  await expect(page.getByRole('button', { name: 'Clear filters' })).toBeVisible();
  await expectNoViolations(page, 'Flows without a match');
  await shell.goTo('Templates');
  await expect(page.getByRole('button', { name: 'Use template' }).first()).toBeVisible();
  await expectNoViolations(page, 'Templates');
  await shell.goTo('Settings');
  for (const section of ['Appearance', 'Secrets', 'Practice server', 'About']) {
    await page.getByRole('navigation', { name: 'Settings sections' }).getByRole('link', { name: section }).click();
    await expect(page.getByRole('heading', { level: 2, name: section })).toBeVisible();
    await expectNoViolations(page, `Settings, ${section}`);
  }
});

test('check 36: the editor breaks none while empty, filled, and with its picker, menus and panes', async ({ page }) => {
  const shell = new Shell(page);
  const editor = new Editor(page);
  const { canvas, picker, drawer } = editor;
  await shell.goTo('Flows');
  await new Flows(page).newFlow.click();
  await expect(canvas.addTrigger).toBeVisible();
  await expectNoViolations(page, 'editor, empty');
  await canvas.addTrigger.click();
  await expect(picker.search).toBeFocused();
  await expectNoViolations(page, 'editor, picker');
  await page.keyboard.press('Escape');
  await shell.goTo('Home');
  await new Home(page).openSample.click();
  await expect(canvas.steps).toHaveCount(6);
  await expectNoViolations(page, 'editor, filled');
  if (await drawer.show.isVisible()) await drawer.show.click();
  await canvas.step('Filter').focus();
  await page.keyboard.press('o');
  await expect(editor.outline).toBeVisible();
  await canvas.step('Filter').focus();
  await page.keyboard.press('c');
  await expect(shell.dialog).toBeVisible();
  await expectNoViolations(page, 'editor, drawer, outline and Connect to');
});

test('check 36: the editor breaks none after a run, in the inspector, the data and the wide view', async ({ page }) => {
  const editor = new Editor(page);
  const { canvas, inspector } = editor;
  await new Home(page).openSample.click();
  await editor.runToEnd();
  await expectNoViolations(page, 'editor, after a run');
  await canvas.count('Get leads', 'Filter').click();
  await expect(editor.preview.getByRole('table')).toBeVisible();
  await expectNoViolations(page, 'editor, data of a line');
  await editor.preview.getByRole('button', { name: 'Open in panel' }).click();
  await canvas.step('Create contact').click();
  await expect(inspector.list('Object')).toBeVisible();
  await expectNoViolations(page, 'editor, inspector and data panel');
  await inspector.widen.click();
  await expect(inspector.root.getByRole('region', { name: 'Output' }).getByRole('table')).toBeVisible();
  await expectNoViolations(page, 'editor, wide view');
});

test('check 36: Connections, both tabs, Edit and Delete break none', async ({ page }) => {
  // Six looks, each in two themes.
  test.slow();
  const shell = new Shell(page);
  const connection = new ConnectionPage(page);
  await shell.goTo('Connections');
  await expect(new Connections(page).table).toBeVisible();
  await expectNoViolations(page, 'Connections');
  await new Connections(page).open('Practice CRM');
  await connection.test.click();
  await expect(page.getByTestId('banner')).toBeVisible();
  await expectNoViolations(page, 'connection, Details');
  await connection.tab('Related').click();
  await expect(connection.related).toBeVisible();
  await expectNoViolations(page, 'connection, Related');
  await connection.remove.click();
  await expect(shell.dialog).toBeVisible();
  await expectNoViolations(page, 'connection, refusal to delete');
  await page.keyboard.press('Escape');
  await connection.edit.click();
  await expect(shell.dialog).toContainText('permanent');
  await expectNoViolations(page, 'connection, warning before Edit');
  await shell.dialog.getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByRole('textbox', { name: 'Username' })).toBeVisible();
  await expectNoViolations(page, 'connection, Edit');
});

test('check 36: every stage of a new connection breaks none', async ({ page }) => {
  // Eight looks, each in two themes.
  test.slow();
  const wizard = new NewConnection(page);
  await new Shell(page).goTo('Connections');
  await new Connections(page).add.click();
  await wizard.choice('Salesforce').check();
  await expectNoViolations(page, 'new connection, System');
  await wizard.next.click();
  await expectNoViolations(page, 'new connection, Authentication');
  await wizard.next.click();
  await wizard.create.click();
  await expect(page.locator('[aria-invalid="true"]').first()).toBeVisible();
  await expectNoViolations(page, 'new connection, Details with errors');
  await wizard.field('Connection Name').fill('Waiting');
  await wizard.choice('Practice').check();
  await wizard.field('Consumer key').fill('practice-client');
  await wizard.field('Callback port').fill(String(21_000 + test.info().parallelIndex));
  await wizard.next.click();
  await expectNoViolations(page, 'new connection, Authorize');
  const consent = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Authorize in your browser' }).click();
  await (await consent).close();
  await expect(page.getByText('Waiting for you to approve access')).toBeVisible();
  await expectNoViolations(page, 'new connection, Authorize while waiting');
  for (let stage = 0; stage < 3; stage += 1) await page.getByRole('button', { name: 'Back', exact: true }).click();
  await wizard.fillPractice('Wrong', 'not the password');
  await wizard.create.click();
  await expect(page.getByText('The connection wasn’t created')).toBeVisible();
  await expectNoViolations(page, 'new connection, Test that failed');
  await page.getByRole('button', { name: 'Back to Details' }).click();
  await wizard.field('Password').fill('practice-password');
  await wizard.create.click();
  await expect(page.getByText('Wrong is connected.')).toBeVisible();
  await expectNoViolations(page, 'new connection, Done');
});

test('check 36: Runs and Run details break none', async ({ page }) => {
  const shell = new Shell(page);
  await shell.goTo('Runs');
  await expect(page.getByText('No runs yet')).toBeVisible();
  await expectNoViolations(page, 'Runs, empty');
  await shell.goTo('Home');
  await new Home(page).openSample.click();
  await new Editor(page).runToEnd();
  await shell.goTo('Runs');
  await expect(new Runs(page).table).toBeVisible();
  await expectNoViolations(page, 'Runs');
  await new Runs(page).open(1);
  await new RunDetails(page).choose('Create contact');
  await expect(new RunDetails(page).records).toBeVisible();
  await expectNoViolations(page, 'Run details');
  await shell.goTo('Home');
  await expectNoViolations(page, 'Home after a run');
});
