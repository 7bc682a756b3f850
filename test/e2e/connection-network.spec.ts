import { startProxyServer } from '../support/proxy-server.ts';
import { ConnectionPage, Connections, NewConnection } from './pages/connections.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { expect, test } from './support/millrace.ts';

test.use({
  variables: { MILLRACE_PASSPHRASE: 'only for these tests' },
  expectedErrors: [/CONNECTION_ERROR|502|Bad Gateway/],
});

test('a connection is made through a proxy, whose refusal stands at its field, and its password goes with its host', async ({
  page,
}) => {
  const proxy = await startProxyServer({ username: 'ada', password: 'proxy-password' });
  const shell = new Shell(page);
  const wizard = new NewConnection(page);
  const connection = new ConnectionPage(page);
  await page.goto(`${new URL(page.url()).origin}/#/connections/new`);
  await wizard.fillPractice('Behind a proxy');
  const advanced = page.getByText('Advanced', { exact: true });
  await advanced.click();
  await expect(page.getByRole('group', { name: 'Mutual TLS' })).toContainText('Client key store');
  await expectNoViolations(page, 'the details with Advanced open');
  const group = page.getByRole('group', { name: 'Proxy', exact: true });
  await wizard.field('Proxy host').fill('127.0.0.1');
  await wizard.field('Proxy port').fill(String(proxy.port));
  await wizard.next.click();
  await expect(page.getByText('asks for a user name and a password').first()).toBeVisible();

  await page.getByRole('button', { name: 'Back to Details' }).click();
  await expect(group).toContainText('Enter them under Advanced ▸ Proxy.');
  await expect(wizard.field('Proxy username')).toBeFocused();
  await page.keyboard.type('ada');
  await wizard.field('Proxy password').fill('proxy-password');
  await wizard.next.click();
  await expect(
    page.getByText('“Behind a proxy” is connected.').or(page.getByText('Behind a proxy is connected')),
  ).toBeVisible();
  expect(proxy.asked.length).toBeGreaterThan(2);

  await shell.goTo('Connections');
  await new Connections(page).open('Behind a proxy');
  await expect(page.getByRole('main')).not.toContainText('Client key alias');
  await connection.edit.click();
  await shell.dialog.getByRole('button', { name: 'Edit' }).click();
  await advanced.click();
  await wizard.field('Proxy host').fill('localhost');
  await expect(group).toContainText('Proxy password cleared because Proxy host changed. Enter it again.');
  await proxy.close();
});
