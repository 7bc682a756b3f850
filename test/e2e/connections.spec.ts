import { ConnectionPage, Connections, NewConnection } from './pages/connections.ts';
import { Editor } from './pages/editor.ts';
import { Home } from './pages/home.ts';
import { Shell } from './pages/shell.ts';
import { expect, test } from './support/millrace.ts';

// Without it the server has no key, and refuses to keep secrets.
test.use({ variables: { MILLRACE_PASSPHRASE: 'only for these tests' } });

test('Test on a connection says whom it signed in as, and where; the list shows the result', async ({ page }) => {
  const connection = new ConnectionPage(page);
  const connections = new Connections(page);
  await new Shell(page).goTo('Connections');
  await connections.open('Practice CRM');
  await connection.test.click();
  await expect(
    page
      .getByTestId('banner')
      .or(page.getByRole('main'))
      .getByText(/Connection test succeeded\./),
  ).toContainText(/admin@practice\.example at .*127\.0\.0\.1/);
  await new Shell(page).goTo('Connections');
  await expect(connections.row('Practice CRM')).toContainText('Connected');
  await expect(connections.row('Practice CRM')).not.toContainText('—');
});

test('check 32: Related lists the flows of a connection in six columns, and each opens', async ({ page }) => {
  const connection = new ConnectionPage(page);
  await new Shell(page).goTo('Connections');
  await new Connections(page).open('Practice CRM');
  await connection.tab('Related').click();
  await expect(connection.related.getByRole('columnheader')).toHaveText([
    'Name',
    'Version',
    'Status',
    'Owner',
    'Last Tested Date',
    'Progress Status',
  ]);
  await connection.test.click();
  await expect(connection.related.getByRole('row').last()).toContainText('Succeeded');
  await connection.related.getByRole('link', { name: 'Welcome new leads' }).click();
  await expect(new Editor(page).name).toContainText('Welcome new leads');
});

test('check 33: a connection in use can’t be deleted; an unused one is, after asking', async ({ page }) => {
  const shell = new Shell(page);
  const connection = new ConnectionPage(page);
  const connections = new Connections(page);
  await shell.goTo('Connections');
  await connections.open('Practice CRM');
  await connection.remove.click();
  await expect(shell.dialog).toContainText('Can’t delete “Practice CRM”');
  await expect(shell.dialog.getByRole('link', { name: 'Welcome new leads' })).toBeVisible();
  await expect(shell.dialog.getByRole('button', { name: 'Delete' })).toHaveCount(0);
  await expect(shell.dialog.getByRole('button')).toHaveCount(2);
  for (const button of await shell.dialog.getByRole('button').all()) await expect(button).toHaveAccessibleName('Close');
  await page.keyboard.press('Escape');
  await expect(connection.remove).toBeFocused();
  await shell.goTo('Connections');
  await expect(connections.row('Practice CRM')).toBeVisible();

  await connections.add.click();
  const wizard = new NewConnection(page);
  await wizard.createPractice('Second CRM');
  await connections.open('Second CRM');
  await connection.remove.click();
  await expect(shell.dialog).toContainText('Delete “Second CRM”?');
  await expect(shell.dialog).toContainText('permanent');
  await shell.dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(shell.heading).toHaveText('Connections');
  await expect(shell.toasts).toContainText('Deleted “Second CRM”.');
  await expect(connections.row('Second CRM')).toHaveCount(0);
  await expect(connections.row('Practice CRM')).toBeVisible();
});

test('checks 24 and 27: the wizard keeps what was typed; a failing test tells cause and fix and creates nothing', async ({
  page,
}) => {
  const connections = new Connections(page);
  const wizard = new NewConnection(page);
  await new Shell(page).goTo('Connections');
  await connections.add.click();
  await expect(wizard.stages.getByRole('listitem')).toHaveText([
    /System/,
    /Authentication/,
    /Details/,
    /Authorize/,
    /Test/,
    /Done/,
  ]);
  await wizard.fillPractice('Wrong CRM', 'not the password');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await wizard.next.click();
  await expect(wizard.field('Connection Name')).toHaveValue('Wrong CRM');
  await expect(wizard.field('Username')).toHaveValue('admin@practice.example');
  await wizard.create.click();
  const alert = page.getByRole('main').getByText('The connection wasn’t created');
  await expect(alert).toBeVisible();
  await expect(page.getByRole('main')).toContainText(/password/i);
  await page.getByRole('button', { name: 'Back to Details' }).click();
  await expect(wizard.field('Connection Name')).toHaveValue('Wrong CRM');
  await new Shell(page).goTo('Connections');
  await expect(connections.table.locator('tbody').getByRole('row')).toHaveCount(1);
});

test('a connection dropped on a step is the one it uses from then on', async ({ page }) => {
  const shell = new Shell(page);
  const editor = new Editor(page);
  const { canvas, drawer } = editor;
  await shell.goTo('Connections');
  await new Connections(page).add.click();
  await new NewConnection(page).createPractice('Second CRM');
  await shell.goTo('Home');
  await new Home(page).openSample.click();
  await expect(canvas.step('Create contact')).toBeVisible();
  if (await drawer.show.isVisible()) await drawer.show.click();
  await canvas.fit.click();
  await drawer.entry('Second CRM').dragTo(canvas.step('Create contact'));
  await expect(canvas.step('Create contact')).toHaveAccessibleName(/connection Second CRM/);
  await editor.runToEnd();
});
