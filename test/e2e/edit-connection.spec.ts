import { ConnectionPage, Connections, NewConnection } from './pages/connections.ts';
import { Shell } from './pages/shell.ts';
import { expect, test } from './support/millrace.ts';

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
