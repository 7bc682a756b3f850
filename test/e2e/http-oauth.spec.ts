import { type IdentityProvider, person, publicClient, startIdentityProvider } from '../support/identity-provider.ts';
import { ConnectionPage, Connections, NewConnection } from './pages/connections.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { test as base, expect } from './support/millrace.ts';

/** Beside Millrace, a real OpenID provider whose pages the person's browser visits. */
const test = base.extend<{ provider: IdentityProvider }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture uses from this pattern.
  provider: async ({}, use) => {
    const provider = await startIdentityProvider();
    await use(provider);
    await provider.close();
  },
});
test.use({
  variables: { MILLRACE_PASSPHRASE: 'only for these tests' },
  // The provider’s pages have no icon.
  expectedErrors: [/404 \(Not Found\) at http:\/\/127\.0\.0\.1:\d+\/favicon\.ico$/],
});

test('OAuth 2.0: what is wrong is told at its field; approved in the browser it connects, and reconnects', async ({
  page,
  provider,
}) => {
  const wizard = new NewConnection(page);
  const connection = new ConnectionPage(page);
  const { host } = new URL(provider.issuer);
  await new Shell(page).goTo('Connections');
  await new Connections(page).add.click();
  await wizard.startHttp('OAuth 2.0');
  await wizard.field('Connection Name').fill('Orders API');
  await wizard.field('Base URL').fill(provider.apiUrl);
  await wizard.field('Client ID').fill(publicClient.clientId);
  await wizard.field('Callback port').fill(String(21_000 + test.info().parallelIndex));
  await wizard.field('Scopes').fill('openid offline_access profile');

  await wizard.field('Issuer').fill(`${provider.issuer}/nowhere`);
  await wizard.next.click();
  await page.getByRole('button', { name: 'Authorize in your browser' }).click();
  await expect(page.getByText(`Issuer: ${host} publishes no metadata (status 404).`, { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Back', exact: true }).click();

  await wizard.field('Issuer').fill(provider.issuer);
  await expect(page.getByText(`You will sign in at ${provider.issuer}`)).toBeVisible();
  await wizard.next.click();
  await expect(page.getByText(`Your browser opens ${host}.`)).toBeVisible();
  await wizard.approveAtProvider(page.getByRole('button', { name: 'Authorize in your browser' }), person);
  await expect(page.getByText(`Millrace can now use HTTP service as ${person}.`)).toBeVisible();
  await wizard.next.click();
  await expect(page.getByText('Orders API is connected.')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();

  await new Connections(page).open('Orders API');
  provider.revoke('all');
  await connection.test.click();
  await expect(page.getByText('Sign-in expired').first()).toBeVisible();
  await connection.reconnect.click();
  await wizard.approveAtProvider(page.getByRole('button', { name: 'Authorize in your browser' }), person);
  await expect(page.getByText('Reconnected. “Orders API” has a new sign-in.')).toBeVisible();
});

test('device code: the code is shown large with where to enter it and the time left, and connects once entered', async ({
  page,
  context,
  provider,
}) => {
  const wizard = new NewConnection(page);
  await new Shell(page).goTo('Connections');
  await new Connections(page).add.click();
  await wizard.startHttp('OAuth Device Code');
  await wizard.field('Connection Name').fill('Sensor API');
  await wizard.field('Base URL').fill(provider.apiUrl);
  await wizard.field('Issuer').fill(provider.issuer);
  await wizard.field('Client ID').fill(publicClient.clientId);
  await wizard.field('Scopes').fill('openid offline_access profile');
  await wizard.next.click();
  await page.getByRole('button', { name: 'Get a code' }).click();
  const code = page.getByTestId('user-code');
  await expect(code).toHaveText(/^[A-Z]{4}-[A-Z]{4}$/);
  await expect(page.getByText(`Enter this code at ${new URL(provider.issuer).host}:`)).toBeVisible();
  await expect(page.getByLabel('Page', { exact: true })).toHaveValue(`${provider.issuer}/device`);
  await expect(page.getByRole('timer')).toHaveText(/^\d+:\d\d left$/);

  await expectNoViolations(page, 'new connection, a code to enter');

  // Leaving it and asking again gives another code.
  const first = await code.textContent();
  await page.getByRole('button', { name: 'Cancel authorization' }).click();
  await page.getByRole('button', { name: 'Get a code' }).click();
  await expect(code).not.toHaveText(first ?? '');

  const shown = (await code.textContent()) ?? '';
  const [device] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('button', { name: 'Open in browser' }).click(),
  ]);
  await expect(device.getByText(shown)).toBeVisible();
  await device.getByRole('button', { name: 'Confirm' }).click();
  await wizard.signInAtProvider(device, person);
  await expect(device.getByText('You can close this page.')).toBeVisible();
  await device.close();
  await expect(page.getByText(`Millrace can now use HTTP service as ${person}.`)).toBeVisible();
  await wizard.next.click();
  await expect(page.getByText('Sensor API is connected.')).toBeVisible();
});
