import type { Page } from '@playwright/test';
import { ConnectionPage, Connections, NewConnection } from './pages/connections.ts';
import { CredentialPage, Credentials, NewCredential } from './pages/credentials.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { expect, test } from './support/millrace.ts';
import { openSecondWindow } from './support/second-window.ts';

test.use({ variables: { MILLRACE_PASSPHRASE: 'only for these tests' } });

/** Makes a connection that uses the named credential, from the first stage of its wizard. */
async function connectWith(page: Page, credential: string, name: string): Promise<void> {
  const wizard = new NewConnection(page);
  await new Shell(page).goTo('Connections');
  await new Connections(page).add.click();
  await wizard.startSalesforce('Named credential');
  await wizard.field('Connection Name').fill(name);
  await page.getByTestId('field-credential').click();
  await page.getByRole('option', { name: credential }).click();
  await expect(page.getByTestId('wizard-stage-authorize')).toContainText('Not needed');
  await wizard.next.click();
}

test('K2 and K3: four stages, each ticked off, make a credential; Back keeps what was typed, a failing test makes none', async ({
  page,
}) => {
  const credentials = new Credentials(page);
  const wizard = new NewCredential(page);
  await credentials.goTo();
  await expect(page.getByText('No named credentials yet')).toBeVisible();
  await credentials.add.click();

  await wizard.next.click();
  await expect(page.getByText('A named credential needs a name.')).toBeVisible();
  await wizard.field('Name').fill('Bills');
  await wizard.next.click();
  await expect(wizard.completed()).toHaveText([/^Name/]);
  await wizard.next.click();
  await expect(page.getByText('Choose what is sent.')).toBeVisible();
  for (const entity of ['Bill', 'Account', 'Contact', 'Lead', 'Opportunity']) {
    await expect(wizard.choice(entity)).not.toBeChecked();
  }
  await wizard.choice('Custom').check();
  await wizard.field('Custom entity').fill('Invoice');
  await wizard.next.click();
  await expect(wizard.choice('Salesforce')).toBeChecked();
  await wizard.next.click();
  await expect(wizard.completed()).toHaveText([/^Name/, /^Entity type/, /^Destination/]);

  await expect(wizard.protocol).toHaveValue('OAuth Client Credentials');
  await expect(wizard.choice('Custom domain')).toBeChecked();
  await expect(wizard.choice('Production')).toBeDisabled();
  const labels = page.getByRole('main').locator('form label[for]:not(details label)');
  await expect(labels).toHaveText(['Authentication Protocol *', 'External Customer Id *', 'Client Id *', 'Key Id *']);
  await wizard.field('External Customer Id').fill('acme');
  await expect(page.getByText('You will sign in at https://acme.my.salesforce.com')).toBeVisible();
  await wizard.choice('Practice').check();
  await wizard.field('Client Id').fill('practice-client');
  await wizard.field('Key Id').fill('not the secret');
  await wizard.back.click();
  await wizard.back.click();
  await expect(wizard.field('Custom entity')).toHaveValue('Invoice');
  await wizard.next.click();
  await wizard.next.click();
  await expect(wizard.field('Key Id')).toHaveValue('not the secret');

  await wizard.create.click();
  await expect(page.getByText('The named credential wasn’t created')).toBeVisible();
  await expect(wizard.field('Key Id')).toHaveAttribute('aria-invalid', 'true');
  await expect(wizard.field('Key Id')).toBeFocused();
  await expect(wizard.completed()).toHaveCount(3);
  await credentials.goTo();
  await expect(page.getByText('No named credentials yet')).toBeVisible();
  await credentials.add.click();

  await wizard.field('Key Id').fill('practice-client-secret');
  await wizard.create.click();
  await expect(page.getByText('Bills is ready.')).toBeVisible();
  await expect(wizard.completed()).toHaveCount(4);
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(credentials.row('Bills')).toContainText('Invoice');
  await expect(credentials.row('Bills')).toContainText('Connected');
  await credentials.search.fill('nothing is called this');
  await expect(page.getByText('No named credentials match “nothing is called this”.')).toBeVisible();
});

test('C3: the whole life of a credential, and of the connection that uses it', async ({ page }) => {
  test.slow();
  const shell = new Shell(page);
  const credentials = new Credentials(page);
  const credential = new CredentialPage(page);
  const connection = new ConnectionPage(page);
  await credentials.goTo();
  await credentials.add.click();
  await new NewCredential(page).createPractice('Bills');
  await page.getByRole('button', { name: 'Use in a connection' }).click();
  await new NewConnection(page).field('Connection Name').fill('Bills in Salesforce');
  await expect(page.getByTestId('field-credential')).toHaveValue('Bills');
  await expect(page.getByRole('region', { name: 'What it signs in with' })).toContainText('OAuth Client Credentials');
  await new NewConnection(page).next.click();
  await expect(page.getByText('Bills in Salesforce is connected.')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();

  await new Connections(page).open('Bills in Salesforce');
  await expect(page.getByText('Managed in Settings ▸ Named credentials.')).toBeVisible();
  await expect(connection.reconnect).toHaveCount(0);
  await connection.edit.click();
  await shell.dialog.getByRole('button', { name: 'Edit' }).click();
  const editable = page.getByRole('main').locator('input:enabled');
  await expect(editable).toHaveCount(2);
  await new NewConnection(page).field('Description').fill('Bills of the month');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved. Connection test succeeded.')).toBeVisible();

  const other = await openSecondWindow(page);
  await new Credentials(other).goTo();
  await new Credentials(other).open('Bills');
  await expect(other.getByText('Used by 1 connection')).toBeVisible();
  const principal = other.getByRole('heading', { level: 3 });
  const name = await principal.innerText();
  await other.getByRole('button', { name: `Edit ${name}` }).click();
  await other.getByLabel('Client Id').fill('practice-client');
  await other.getByLabel('Key Id', { exact: true }).fill('not the secret');
  await other.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(other.getByText('Not saved: the connection test failed.')).toBeVisible();
  await other.getByLabel('Key Id', { exact: true }).fill('practice-client-secret');
  await other.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(
    other.getByText('Saved. Connection test succeeded. 1 connection now uses the new details.'),
  ).toBeVisible();
  await expect(page.getByRole('main')).toContainText('practice-client');

  await new CredentialPage(other).permitted(name).click();
  await new Shell(other).dialog.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(other.getByText('This connection doesn’t work now: “Bills in Salesforce”.')).toBeVisible();
  await expect(page.getByRole('main').getByText('Inactive').first()).toBeVisible();
  await new CredentialPage(other).permitted(name).click();
  await expect(other.getByText('Connections may use this principal.', { exact: true })).toBeVisible();
  await expect(page.getByRole('main').getByText('Connected').first()).toBeVisible();
  await other.close();

  await credentials.goTo();
  await credentials.open('Bills');
  await credential.remove.click();
  await expect(shell.dialog).toContainText('Can’t delete “Bills”');
  await expect(shell.dialog).toContainText('1 connection uses it.');
  await shell.dialog.getByRole('link', { name: 'Bills in Salesforce' }).click();
  await connection.remove.click();
  await expect(shell.dialog).toContainText('The named credential itself is kept.');
  await shell.dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('Deleted “Bills in Salesforce”.')).toBeVisible();
  await credentials.goTo();
  await expect(credentials.row('Bills')).toContainText('—');
  await credentials.open('Bills');
  await credential.remove.click();
  await shell.dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('No named credentials yet')).toBeVisible();
});

test('C3: a principal without permission leaves the new connection inactive; with a second one it can’t be chosen', async ({
  page,
}) => {
  const credentials = new Credentials(page);
  const credential = new CredentialPage(page);
  await credentials.goTo();
  await credentials.add.click();
  await new NewCredential(page).createPractice('Bills');
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await credentials.open('Bills');
  await page.getByRole('switch', { name: 'Connections may use this principal' }).click();
  await expect(page.getByText('Connections may not use this principal any more.')).toBeVisible();
  await connectWith(page, 'Bills', 'Not permitted');
  await expect(page.getByText('Not permitted was created, but it is inactive.')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(new Connections(page).row('Not permitted')).toContainText('Inactive');

  await credentials.goTo();
  await expect(credentials.row('Bills')).toContainText('Not permitted');
  await credentials.open('Bills');
  await credential.addPrincipal.click();
  await expect(page.getByText('Connections need exactly one principal')).toBeVisible();
  await page.getByTestId('field-principal-name').fill('Second');
  await new NewCredential(page).choice('Practice').check();
  await credential.addPrincipal.click();
  await expect(page.getByText('Added. Connection test succeeded.')).toBeVisible();
  await expect(credential.principal('Second')).toBeVisible();
  const wizard = new NewConnection(page);
  await new Shell(page).goTo('Connections');
  await new Connections(page).add.click();
  await wizard.startSalesforce('Named credential');
  await expect(page.getByText('There is no named credential to choose yet.')).toBeVisible();
  await expect(
    page.getByText('“Bills” isn’t listed: it has 2 principals, and a connection needs exactly one.'),
  ).toBeVisible();

  await credentials.goTo();
  await credentials.open('Bills');
  await page.getByRole('button', { name: 'Remove Second' }).click();
  await new Shell(page).dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('Removed “Second”.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Remove/ })).toHaveCount(0);
});

test('a credential approved in the browser is reconnected for all its connections', async ({ page }) => {
  const credentials = new Credentials(page);
  const wizard = new NewCredential(page);
  const consent = new NewConnection(page);
  await credentials.goTo();
  await credentials.add.click();
  await wizard.startBills('Approved');
  await wizard.protocol.click();
  await page.getByRole('option', { name: 'OAuth 2.0' }).click();
  await wizard.choice('Practice').check();
  await wizard.field('Consumer key').fill('practice-client');
  await wizard.field('Callback port').fill(String(22_000 + test.info().parallelIndex));
  await expect(wizard.create).toHaveCount(0);
  await consent.answerConsent(page.getByRole('button', { name: 'Authorize in your browser' }), 'Allow');
  await expect(page.getByText('Millrace can now use Salesforce as admin@practice.example.')).toBeVisible();
  await wizard.create.click();
  await expect(page.getByText('Approved is ready.')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await credentials.open('Approved');
  await page.getByRole('button', { name: 'Reconnect' }).click();
  await consent.answerConsent(page.getByRole('button', { name: 'Authorize in your browser' }), 'Allow');
  await expect(page.getByText(/^Reconnected\. “.+” has a new sign-in\.$/)).toBeVisible();
});

test('the four stages, the list and the switch go by keyboard', async ({ page }) => {
  const credentials = new Credentials(page);
  const wizard = new NewCredential(page);
  await credentials.goTo();
  await credentials.add.press('Enter');
  await wizard.field('Name').focus();
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await wizard.choice('Bill').press('Space');
  await page.keyboard.press('ArrowDown');
  await expect(wizard.choice('Account')).toBeChecked();
  await page.keyboard.press('Enter');
  await wizard.choice('Salesforce').press('Enter');
  await wizard.choice('Custom domain').press('ArrowDown');
  await expect(wizard.choice('Practice')).toBeChecked();
  await page.keyboard.press('Enter');
  await expect(page.getByText('By keyboard is ready.')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).press('Enter');
  await credentials.row('By keyboard').getByRole('link', { name: 'By keyboard' }).press('Enter');
  const permitted = page.getByRole('switch', { name: 'Connections may use this principal' });
  await permitted.press('Space');
  await expect(permitted).not.toBeChecked();
  const edit = page.getByRole('button', { name: /^Edit .+/ });
  await edit.press('Enter');
  await expect(page.getByRole('heading', { name: /^Edit “/ })).toBeFocused();
  await page.getByRole('button', { name: 'Cancel', exact: true }).press('Enter');
  await expect(edit).toBeFocused();
});

test('check 36: every page and stage of named credentials breaks no rule of accessibility', async ({ page }) => {
  // Fifteen looks, each in two themes.
  test.setTimeout(240_000);
  const shell = new Shell(page);
  const credentials = new Credentials(page);
  const credential = new CredentialPage(page);
  const wizard = new NewCredential(page);
  await credentials.goTo();
  await expect(page.getByText('No named credentials yet')).toBeVisible();
  await expectNoViolations(page, 'named credentials, empty');
  await credentials.add.click();
  await wizard.next.click();
  await expectNoViolations(page, 'new named credential, Name with an error');
  await wizard.field('Name').fill('Bills');
  await wizard.next.click();
  await wizard.next.click();
  await wizard.choice('Custom').check();
  await expectNoViolations(page, 'new named credential, Entity type');
  await wizard.choice('Bill').check();
  await wizard.next.click();
  await expectNoViolations(page, 'new named credential, Destination');
  await wizard.next.click();
  await wizard.create.click();
  await expect(wizard.field('Client Id')).toHaveAttribute('aria-invalid', 'true');
  await expectNoViolations(page, 'new named credential, Authenticate with errors');
  await wizard.choice('Practice').check();
  await wizard.field('Client Id').fill('practice-client');
  await wizard.field('Key Id').fill('not the secret');
  await wizard.create.click();
  await expect(page.getByText('The named credential wasn’t created')).toBeVisible();
  await expectNoViolations(page, 'new named credential, test that failed');
  await wizard.field('Key Id').fill('practice-client-secret');
  await wizard.create.click();
  await expect(page.getByText('Bills is ready.')).toBeVisible();
  await expectNoViolations(page, 'new named credential, created');
  await page.getByRole('button', { name: 'Use in a connection' }).click();
  await expect(page.getByRole('region', { name: 'What it signs in with' })).toBeVisible();
  await expectNoViolations(page, 'new connection with a named credential');
  await new NewConnection(page).field('Connection Name').fill('Bills in Salesforce');
  await new NewConnection(page).next.click();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await new Connections(page).open('Bills in Salesforce');
  await expect(page.getByText('Managed in')).toBeVisible();
  await expectNoViolations(page, 'connection with a named credential');
  await credentials.goTo();
  await expect(credentials.row('Bills')).toBeVisible();
  await expectNoViolations(page, 'named credentials');
  await credentials.open('Bills');
  await expect(page.getByText('Used by 1 connection')).toBeVisible();
  await expectNoViolations(page, 'named credential');
  await credential.remove.click();
  await expectNoViolations(page, 'named credential, refusal to delete');
  await page.keyboard.press('Escape');
  await credential.edit.click();
  await expect(shell.dialog).toContainText('Entity type');
  await expectNoViolations(page, 'named credential, Edit');
  await page.keyboard.press('Escape');
  await page.getByRole('switch', { name: 'Connections may use this principal' }).click();
  await expectNoViolations(page, 'named credential, taking the permission');
  await page.keyboard.press('Escape');
  await credential.addPrincipal.click();
  await expect(page.getByText('Connections need exactly one principal')).toBeVisible();
  await expectNoViolations(page, 'named credential, new principal');
});
