import { control } from '../host/connection-world.ts';
import { ConnectionPage, Connections, NewConnection } from './pages/connections.ts';
import { Editor } from './pages/editor.ts';
import { Home } from './pages/home.ts';
import { Shell } from './pages/shell.ts';
import { breakPassword, expect, pointStarterAt, test, workBetweenSessions } from './support/own-practice.ts';

test('check 34: a flow whose connection lost its password says so within 12 seconds, and can be edited all along', async ({
  page,
  millrace,
  org,
}) => {
  await workBetweenSessions(page, millrace, async (host) => void (await pointStarterAt(host, org)));
  await breakPassword(org);
  await control(org, 'fault', { path: '/services/oauth2/token', delayMs: 6_000, times: 1 });
  const editor = new Editor(page);
  const step = editor.canvas.step('Create contact');
  await new Home(page).openSample.click();
  const openedAt = Date.now();
  await expect(step).toHaveAccessibleName(/connection Practice CRM testing/);
  await editor.rename('Edited meanwhile');
  await editor.expectSaved();
  await expect(step).toHaveAccessibleName(/connection Practice CRM testing/);

  const banner = page.getByTestId('banner').filter({ hasText: 'isn’t working: “Practice CRM”.' });
  await expect(banner).toContainText('Salesforce rejected the username, password or security token.', {
    timeout: 12_000 - (Date.now() - openedAt),
  });
  expect(Date.now() - openedAt).toBeLessThan(12_000);
  await expect(step.getByTitle('1 error: “Practice CRM” isn’t working')).toBeVisible();
  await expect(step).toHaveAccessibleName(/connection Practice CRM failed/);
  await editor.rename('Edited afterwards');
  await editor.expectSaved();
});

test('check 30: after a refused save the connection and a run still use the old values', async ({
  page,
  millrace,
  org,
}) => {
  const shell = new Shell(page);
  const connection = new ConnectionPage(page);
  const form = new NewConnection(page);
  await workBetweenSessions(page, millrace, async (host) => void (await pointStarterAt(host, org)));
  await shell.goTo('Connections');
  await new Connections(page).open('Practice CRM');
  await connection.edit.click();
  await shell.dialog.getByRole('button', { name: 'Edit' }).click();
  await form.field('Username').fill('sales@practice.example');
  await form.field('Password').fill('not the password');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText(/^Not saved: the connection test failed\./).first()).toBeVisible();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByRole('main').getByText('admin@practice.example', { exact: true })).toBeVisible();

  const since = org.requests().at(-1)?.number ?? 0;
  await control(org, 'expireTokens', {});
  await shell.goTo('Home');
  await new Home(page).openSample.click();
  await new Editor(page).runToEnd();
  const creating = org.requests({ since, method: 'POST', host: 'instance' });
  expect(new Set(creating.map(({ user }) => user))).toEqual(new Set(['admin@practice.example']));
});

test('a run on a connection that is switched off fails and says why; switched on again, the next one succeeds', async ({
  page,
}) => {
  const shell = new Shell(page);
  const editor = new Editor(page);
  const openConnection = async () => {
    await shell.goTo('Connections');
    await new Connections(page).open('Practice CRM');
  };
  await openConnection();
  await page.getByRole('button', { name: 'Deactivate' }).click();
  await shell.dialog.getByRole('button', { name: 'Deactivate' }).click();
  await expect(page.getByText('“Practice CRM” is inactive.')).toBeVisible();
  await shell.goTo('Home');
  await new Home(page).openSample.click();
  await editor.run.click();
  const banner = page.getByTestId('banner').filter({ hasText: 'Practice CRM' });
  await expect(banner.first()).toContainText(/inactive|switched off/);
  await openConnection();
  await page.getByRole('button', { name: 'Activate', exact: true }).click();
  await expect(page.getByText('“Practice CRM” is active again.')).toBeVisible();
  await shell.goTo('Home');
  await new Home(page).openSample.click();
  await editor.runToEnd();
});
