import { ConnectionPage, Connections, NewConnection } from './pages/connections.ts';
import { Editor } from './pages/editor.ts';
import { Home } from './pages/home.ts';
import { Shell } from './pages/shell.ts';
import { expect, test } from './support/millrace.ts';
import { openSecondWindow } from './support/second-window.ts';

test.use({ variables: { MILLRACE_PASSPHRASE: 'only for these tests' } });

test('checks 28, 29 and 30: Edit warns first, clears the password with the username, and saves only what works', async ({
  page,
}) => {
  const shell = new Shell(page);
  const connection = new ConnectionPage(page);
  const form = new NewConnection(page);
  await shell.goTo('Connections');
  await new Connections(page).open('Practice CRM');
  await connection.edit.click();
  for (const words of ['permanent', 'immediately', 'affect all associated flows', '1 flow']) {
    await expect(shell.dialog).toContainText(words);
  }
  await shell.dialog.getByRole('button', { name: 'Edit' }).click();
  await form.field('Password').fill('practice-password');
  await form.field('Description').fill('Another description');
  await expect(form.field('Password')).toHaveValue('practice-password');
  await form.field('Username').fill('sales@practice.example');
  await expect(form.field('Password')).toHaveValue('');
  await expect(page.getByText('Password cleared because Username changed. Enter it again.').first()).toBeVisible();
  await form.field('Password').fill('not the password');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText(/Not saved/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByRole('main')).not.toContainText('sales@practice.example');
});

test('check 31: a saved edit shows in another window at once, its test counts, and it can be undone', async ({
  page,
}) => {
  const shell = new Shell(page);
  const connection = new ConnectionPage(page);
  const form = new NewConnection(page);
  await shell.goTo('Connections');
  await new Connections(page).open('Practice CRM');
  const other = await openSecondWindow(page);
  await new Shell(other).goTo('Home');
  await new Home(other).openSample.click();
  const step = new Editor(other).canvas.step('Create contact');
  await expect(step).toHaveAccessibleName(/connection Practice CRM/);
  // Opening the flow tests its connections; each later test adds one.
  await expect(connection.history).toHaveCount(1);
  await connection.test.click();
  await expect(page.getByText('Connection test succeeded.').first()).toBeVisible();
  await expect(connection.history).toHaveCount(2);

  await connection.edit.click();
  await shell.dialog.getByRole('button', { name: 'Edit' }).click();
  await form.field('Connection Name').fill('Renamed CRM');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved. Connection test succeeded. 1 flow now uses the new details.')).toBeVisible();
  await expect(step).toHaveAccessibleName(/connection Renamed CRM/);
  await expect(connection.history).toHaveCount(3);

  await page.getByRole('button', { name: 'Undo last edit' }).click();
  await shell.dialog.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(step).toHaveAccessibleName(/connection Practice CRM/);
  await expect(page.getByRole('button', { name: 'Undo last edit' })).toHaveCount(0);
});

test('of two windows that edit one connection the second is told, and keeps what was typed', async ({ page }) => {
  const first = page;
  await new Shell(first).goTo('Connections');
  await expect(new Connections(first).table).toBeVisible();
  const second = await openSecondWindow(first);
  for (const [number, window] of [first, second].entries()) {
    await new Shell(window).goTo('Connections');
    await new Connections(window).open('Practice CRM');
    await new ConnectionPage(window).edit.click();
    await new Shell(window).dialog.getByRole('button', { name: 'Edit' }).click();
    await new NewConnection(window).field('Description').fill(`Typed in window ${number + 1}`);
  }
  await first.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(first.getByText(/^Saved\./)).toBeVisible();
  await second.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(second.getByRole('alert').filter({ hasText: 'was changed elsewhere' })).toBeFocused();
  await expect(new NewConnection(second).field('Description')).toHaveValue('Typed in window 2');
  await second.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(second.getByText(/^Saved\./)).toBeVisible();
  await expect(first.getByRole('main')).toContainText('Typed in window 2');
});

test('a connection is switched off after asking, and on again', async ({ page }) => {
  const shell = new Shell(page);
  await shell.goTo('Connections');
  await new Connections(page).open('Practice CRM');
  await page.getByRole('button', { name: 'Deactivate' }).click();
  await shell.dialog.getByRole('button', { name: 'Deactivate' }).click();
  await expect(page.getByText('“Practice CRM” is inactive.')).toBeVisible();
  await page.getByRole('button', { name: 'Activate', exact: true }).click();
  await expect(page.getByText('“Practice CRM” is active again.')).toBeVisible();
});
