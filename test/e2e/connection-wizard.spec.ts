import { ConnectionPage, Connections, NewConnection } from './pages/connections.ts';
import { Editor } from './pages/editor.ts';
import { Home } from './pages/home.ts';
import { Shell } from './pages/shell.ts';
import { expect, test } from './support/millrace.ts';

test.use({ variables: { MILLRACE_PASSPHRASE: 'only for these tests' } });

/** The fields of ui.md §8.4 outside Advanced, after name, description and environment; `*` is required. */
const salesforceMethods: Record<string, string[]> = {
  'Basic authentication': ['Username *', 'Password *', 'Security token'],
  'OAuth 2.0': ['Consumer key *', 'Consumer secret', 'Callback port *', 'Callback URL'],
  'OAuth JWT': ['Consumer key *', 'Key store *', 'Store password *', 'Certificate alias', 'Principal *'],
  'OAuth Client Credentials': ['Client ID *', 'Client secret *'],
  'OAuth SAML': ['Consumer key *', 'Key store *', 'Store password *', 'Certificate alias', 'Principal *'],
  'OAuth Username Password': ['Consumer key *', 'Consumer secret *', 'Username *', 'Password *', 'Security token'],
};

/** The fields of flow-format.md (“Connections on the command line”) for HTTP, after name, description and base URL. */
const httpMethods: Record<string, string[]> = {
  'No authentication': [],
  Basic: ['Username *', 'Password *'],
  'Bearer token': ['Token *'],
  'API key': ['Name *', 'Key *'],
  'OAuth 2.0': ['Issuer', 'Client ID *', 'Client secret', 'Callback port *', 'Scopes', 'Callback URL'],
  'OAuth Client Credentials': ['Issuer', 'Client ID *', 'Client secret *', 'Scopes'],
  'OAuth Device Code': ['Issuer', 'Client ID *', 'Client secret', 'Scopes'],
};

test('check 25: each method asks for its fields, with their required marks', async ({ page }) => {
  const wizard = new NewConnection(page);
  await page.goto(`${new URL(page.url()).origin}/#/connections/new`);
  await wizard.choice('Salesforce').check();
  await wizard.next.click();
  await expect(page.getByRole('main').getByRole('radio')).toHaveCount(Object.keys(salesforceMethods).length + 1);
  for (const [method, fields] of Object.entries(salesforceMethods)) {
    await wizard.choice(method).check();
    await wizard.next.click();
    const custom = method === 'OAuth Client Credentials';
    await wizard.choice(custom ? 'Custom domain' : 'Production').check();
    const common = ['Connection Name *', 'Description', ...(custom ? ['My Domain name *'] : [])];
    await expect(wizard.labels, method).toHaveText([...common, ...fields]);
    if (custom) await expect(wizard.choice('Production')).toBeDisabled();
    await page.getByRole('button', { name: 'Back', exact: true }).click();
  }
  // What it signs in with, and where, is the credential's own.
  await wizard.choice('Named credential').check();
  await wizard.next.click();
  await expect(wizard.labels).toHaveText(['Connection Name *', 'Description', 'Named credential *']);
  await expect(wizard.choice('Production')).toHaveCount(0);
});

test('check 25: each method of an HTTP service asks for its fields, with their required marks', async ({ page }) => {
  const wizard = new NewConnection(page);
  await page.goto(`${new URL(page.url()).origin}/#/connections/new`);
  await wizard.choice('HTTP service').check();
  await wizard.next.click();
  await expect(page.getByRole('main').getByRole('radio')).toHaveCount(Object.keys(httpMethods).length);
  for (const [method, fields] of Object.entries(httpMethods)) {
    await wizard.choice(method).check();
    await wizard.next.click();
    await expect(wizard.labels, method).toHaveText(['Connection Name *', 'Description', 'Base URL *', ...fields]);
    if (method === 'API key') await expect(wizard.choice('Header')).toBeChecked();
    await page.getByRole('button', { name: 'Back', exact: true }).click();
  }
});

test('check 26: the environment decides the host that is shown and the one that the browser goes to', async ({
  page,
}) => {
  // The browser must not really go there: what it would open is kept instead.
  await page.evaluate(() => {
    window.open = (url) => {
      document.documentElement.dataset.opened = String(url);
      return window;
    };
  });
  const wizard = new NewConnection(page);
  await new Shell(page).goTo('Connections');
  await new Connections(page).add.click();
  await wizard.startSalesforce('OAuth 2.0');
  await wizard.field('Connection Name').fill('Acme');
  await wizard.field('Consumer key').fill('key');
  const hosts = {
    Test: 'test.salesforce.com',
    Production: 'login.salesforce.com',
    'Custom domain': 'acme.my.salesforce.com',
  };
  for (const [environment, host] of Object.entries(hosts)) {
    await wizard.choice(environment).check();
    if (environment === 'Custom domain') {
      await wizard.field('My Domain name').fill('http://acme');
      await wizard.field('Description').focus();
      await expect(
        page.getByText('Enter the address as https://<domain>, for example https://thirdpartyconnector.com.'),
      ).toBeVisible();
      await wizard.field('My Domain name').fill('acme');
    }
    await expect(page.getByText(`You will sign in at https://${host}`)).toBeVisible();
    await wizard.next.click();
    await page.getByRole('button', { name: 'Authorize in your browser' }).click();
    await expect(page.getByText(`Waiting for you to approve access at ${host}…`)).toBeVisible();
    const opened = await page.locator('html').getAttribute('data-opened');
    expect(new URL(opened ?? '').host).toBe(host);
    expect(new URL(opened ?? '').searchParams.get('prompt')).toBe('login');
    await page.getByRole('button', { name: 'Cancel authorization' }).click();
    await page.getByRole('button', { name: 'Back', exact: true }).click();
  }
});

test('OAuth 2.0: denied access is told; approved access makes a connection, which can be reconnected', async ({
  page,
}) => {
  const wizard = new NewConnection(page);
  const connections = new Connections(page);
  const connection = new ConnectionPage(page);
  await new Shell(page).goTo('Connections');
  await connections.add.click();
  await wizard.startSalesforce('OAuth 2.0');
  await wizard.field('Connection Name').fill('Approved CRM');
  await wizard.choice('Practice').check();
  await wizard.field('Consumer key').fill('practice-client');
  await wizard.field('Callback port').fill(String(20_000 + test.info().parallelIndex));
  await wizard.next.click();
  await wizard.answerConsent(page.getByRole('button', { name: 'Authorize in your browser' }), 'Deny');
  await expect(page.getByText('Access wasn’t approved in Salesforce.', { exact: true })).toBeVisible();
  await wizard.answerConsent(page.getByRole('button', { name: 'Try again in your browser' }), 'Allow');
  await expect(page.getByText('Millrace can now use Salesforce as admin@practice.example.')).toBeVisible();
  await wizard.next.click();
  await expect(page.getByText('Approved CRM is connected.')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await connections.open('Approved CRM');
  await expect(connection.history).toHaveCount(1);
  await connection.reconnect.click();
  await wizard.answerConsent(page.getByRole('button', { name: 'Authorize in your browser' }), 'Allow');
  await expect(page.getByText('Reconnected. “Approved CRM” has a new sign-in.')).toBeVisible();
  await expect(connection.history).toHaveCount(2);
});

test('pasted parameters fill in the details, and their sign-in', async ({ page }) => {
  const wizard = new NewConnection(page);
  await new Shell(page).goTo('Connections');
  await new Connections(page).add.click();
  await wizard.startSalesforce('OAuth 2.0');
  await wizard.field('Connection Name').fill('Pasted');
  await page.getByRole('button', { name: 'Paste parameters' }).click();
  await page.getByLabel('Parameters', { exact: true }).fill('nothing of use');
  await page.getByRole('button', { name: 'Fill in' }).click();
  await expect(page.getByText('The text holds no parameters of a Salesforce connection.')).toBeVisible();
  await page
    .getByLabel('Parameters', { exact: true })
    .fill(
      'SALESFORCE_CLIENT_ID=pasted-key\nSALESFORCE_CLIENT_SECRET=s\nSALESFORCE_USERNAME=ada@example.com\nSALESFORCE_PASSWORD=p',
    );
  await page.getByRole('button', { name: 'Fill in' }).click();
  await expect(wizard.field('Username')).toHaveValue('ada@example.com');
  await expect(wizard.field('Connection Name')).toHaveValue('Pasted');
  await expect(page.locator('input[value="pasted-key"]')).toBeVisible();
});

test('a step asks for a connection: the wizard stands over the editor and the step uses what it made', async ({
  page,
}) => {
  const wizard = new NewConnection(page);
  const shell = new Shell(page);
  const editor = new Editor(page);
  await new Home(page).openSample.click();
  await editor.canvas.step('Create contact').click();
  await editor.inspector.root.getByRole('button', { name: 'New connection' }).click();
  await expect(shell.dialog).toContainText('Authentication Protocol');
  await wizard.choice('OAuth Username Password').check();
  await wizard.next.click();
  await shell.dialog.getByLabel('Connection Name').fill('Made for the step');
  await wizard.choice('Practice').check();
  await wizard.next.click();
  await expect(shell.dialog).toContainText('Made for the step is connected.');
  await page.getByRole('button', { name: 'Use in this step' }).click();
  await expect(editor.canvas.step('Create contact')).toHaveAccessibleName(/connection Made for the step/);
});

test('the whole wizard goes by keyboard, and what was typed outlives leaving it', async ({ page }) => {
  const wizard = new NewConnection(page);
  await new Shell(page).goTo('Connections');
  await new Connections(page).add.press('Enter');
  await wizard.choice('Salesforce').press('ArrowDown');
  await expect(wizard.choice('Practice CRM')).toBeChecked();
  await page.keyboard.press('Enter');
  await expect(wizard.choice('OAuth Client Credentials')).toBeVisible();
  await wizard.choice('OAuth Client Credentials').press('Space');
  await page.keyboard.press('Enter');
  await wizard.field('Connection Name').press('ControlOrMeta+a');
  await page.keyboard.type('Practice CRM');
  await page.keyboard.press('Tab');
  await expect(page.getByText('There is already a connection called “Practice CRM”.')).toBeVisible();
  await new Shell(page).goTo('Flows');
  await page.goBack();
  await expect(wizard.field('Connection Name')).toHaveValue('Practice CRM');
  await wizard.field('Connection Name').fill('By keyboard');
  await page.keyboard.press('Enter');
  await expect(page.getByText('By keyboard is connected.')).toBeVisible();
});

test('a refused test leads back to the field that it names; Files say that they need no connection', async ({
  page,
}) => {
  const wizard = new NewConnection(page);
  await new Shell(page).goTo('Connections');
  await new Connections(page).add.click();
  await wizard.choice('Files').check();
  await expect(page.getByText('Files need no connection.')).toBeVisible();
  await expect(wizard.next).toBeDisabled();
  await wizard.fillPractice('Refused', 'not the password');
  await wizard.next.click();
  const lines = page.getByRole('list', { name: 'Test' }).getByRole('listitem');
  // The first secret of a data folder is sealed before anything is sent, which takes its time on a busy machine.
  const ended = [/^Reach .*, succeeded$/, 'Sign in, failed', 'Read your objects, not tried'];
  await expect(lines).toHaveText(ended, { timeout: 40_000 });
  await expect(page.getByText('The connection wasn’t created')).toBeVisible();
  // Passwords are mistaken between Production and Test only.
  await expect(page.getByRole('button', { name: 'Switch environment' })).toBeHidden();
  await page.getByRole('button', { name: 'Back to Details' }).click();
  await expect(page.getByTestId('field-password')).toBeFocused();
  await expect(page.getByText(/Salesforce rejected the username, password or security token\./)).toBeVisible();
});
