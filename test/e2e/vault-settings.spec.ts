import { Connections, NewConnection } from './pages/connections.ts';
import { Secrets } from './pages/secrets.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { expect, test } from './support/millrace.ts';

// Each test stops and starts the server, or derives keys from passphrases, which takes its time on purpose.
test.slow();
// While the server is away, the window asks for it in vain.
test.use({ expectedErrors: [/ERR_CONNECTION_REFUSED/] });

const passphrase = 'four words are enough';
/** Deriving keys takes about a second each, more on a busy machine. */
const patience = { timeout: 30_000 };

test('without a keyring a passphrase is asked for where secrets are typed; it unlocks them after a restart', async ({
  page,
  millrace,
}) => {
  const shell = new Shell(page);
  const secrets = new Secrets(page);
  const wizard = new NewConnection(page);
  const connections = new Connections(page);
  await page.goto(`${new URL(page.url()).origin}/#/connections/new`);
  const text = 'Secrets can’t be protected on this computer because no keyring is available.';
  await expect(page.getByText(text)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Learn more' })).toHaveAttribute('href', '#/settings/secrets');
  await expectNoViolations(page, 'wizard without a keyring');
  await page.getByRole('button', { name: 'Set a passphrase' }).click();
  await secrets.enter('short', 'short');
  await shell.dialog.getByRole('button', { name: 'Set passphrase' }).click();
  await expect(shell.dialog).toContainText('Choose one of at least 8 characters');
  await secrets.enter(passphrase, 'five words are too many');
  await shell.dialog.getByRole('button', { name: 'Set passphrase' }).click();
  await expect(shell.dialog).toContainText('The two passphrases differ.');
  await expectNoViolations(page, 'passphrase dialog');
  await secrets.enter(passphrase, passphrase);
  await shell.dialog.getByRole('button', { name: 'Set passphrase' }).click();
  await expect(shell.dialog).toBeHidden(patience);
  await expect(page.getByText(text)).toBeHidden();
  await wizard.createPractice('Kept CRM');

  await millrace.restart();
  await page.goto(millrace.url);
  await shell.goTo('Connections');
  await expect(page.getByText('Secrets are locked: none can be opened or stored.')).toBeVisible();
  await expect(connections.row('Kept CRM')).toContainText('Secrets locked');
  await expect(connections.row('Practice CRM')).not.toContainText('Secrets locked');
  await page.getByRole('button', { name: 'Enter passphrase' }).click();
  await secrets.field('Passphrase').fill('five words are too many');
  await shell.dialog.getByRole('button', { name: 'Unlock' }).click();
  await expect(shell.dialog).toContainText('The passphrase is wrong.', patience);
  await secrets.field('Passphrase').fill(passphrase);
  await shell.dialog.getByRole('button', { name: 'Unlock' }).click();
  await expect(shell.dialog).toBeHidden(patience);
  await expect(page.getByText('Secrets are locked')).toBeHidden();
  await expect(connections.row('Kept CRM')).not.toContainText('Secrets locked');
});

test('a lost key: starting over is asked twice, then secrets can be entered again', async ({ page, millrace }) => {
  const shell = new Shell(page);
  const secrets = new Secrets(page);
  await secrets.open();
  await secrets.setPassphrase(passphrase);
  await new Shell(page).goTo('Connections');
  await new Connections(page).add.click();
  await new NewConnection(page).createPractice('Lost CRM');
  await millrace.restart();
  await page.goto(millrace.url);
  await secrets.open();
  await expect(secrets.section).toContainText('Lost CRM — locked');
  await expect(secrets.section.getByRole('button', { name: 'Back up…' })).toBeDisabled();
  await expectNoViolations(page, 'Settings, Secrets, locked');
  await secrets.section.getByRole('button', { name: 'Re-enter secrets' }).click();
  await expect(shell.dialog).toContainText('Lost CRM');
  await shell.dialog.getByRole('button', { name: 'Continue' }).click();
  await shell.dialog.getByRole('button', { name: 'Start over' }).click();
  await expect(shell.dialog).toContainText('Secrets can’t be stored or read.', patience);
  await secrets.enter('another four good words', 'another four good words');
  await shell.dialog.getByRole('button', { name: 'Start over' }).click();
  await expect(shell.dialog).toBeHidden(patience);
  await expect(secrets.section).toContainText('protected by your passphrase');
  await secrets.section.getByRole('link', { name: 'Lost CRM' }).click();
  await page.getByTestId('conn-edit').click();
  await shell.dialog.getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByText('Can’t be opened any more. Enter it again.')).toHaveCount(2);
  await page.getByTestId('field-clientSecret').fill('practice-client-secret');
  await page.getByTestId('field-password').fill('practice-password');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved. Connection test succeeded.')).toBeVisible();
  await secrets.open();
  await expect(secrets.section).not.toContainText('Lost CRM');
});

test('secrets are backed up to a file and restored from it, saying what became of each', async ({ page, millrace }) => {
  const shell = new Shell(page);
  const secrets = new Secrets(page);
  await secrets.open();
  await secrets.setPassphrase(passphrase);
  await shell.goTo('Connections');
  await new Connections(page).add.click();
  await new NewConnection(page).createPractice('Backed CRM');
  await secrets.open();
  await expectNoViolations(page, 'Settings, Secrets');
  await secrets.section.getByRole('button', { name: 'Back up…' }).click();
  await secrets.enter('only for the backup', 'only for the backup');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    shell.dialog.getByRole('button', { name: 'Back up' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^millrace-secrets-\d{4}-\d\d-\d\d\.json$/);
  const path = await download.path();
  const told = page.getByTestId('toast').filter({ hasText: 'Backed up the secrets of 1 connection' });
  await expect(told).toBeVisible(patience);

  await secrets.section.getByRole('button', { name: 'Restore…' }).click();
  await shell.dialog.getByRole('button', { name: 'Restore' }).click();
  await expect(shell.dialog).toContainText('Backup file is required.');
  await secrets.field('Backup file').setInputFiles(path);
  await secrets.field('Passphrase of the backup').fill('not the one');
  await shell.dialog.getByRole('button', { name: 'Restore' }).click();
  await expect(shell.dialog).toContainText('The passphrase is wrong.', patience);
  await expectNoViolations(page, 'restore dialog');
  await secrets.field('Passphrase of the backup').fill('only for the backup');
  await shell.dialog.getByRole('button', { name: 'Restore' }).click();
  await expect(shell.dialog).toContainText('Restored the secrets of 0 connections', patience);
  await expect(shell.dialog).toContainText('Backed CRM — already the same');
  expect(millrace.output()).not.toContain('practice-password');
});
