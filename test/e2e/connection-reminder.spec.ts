import { authorizeInBrowser, browserConnection } from '../support/browser-sign-in.ts';
import { ConnectionPage, Connections } from './pages/connections.ts';
import { Shell } from './pages/shell.ts';
import { ageConnection, expect, test, workBetweenSessions } from './support/own-practice.ts';

test('W5: a sign-in that wasn’t used for 14 days brings a reminder, and a refresh that changes nothing else', async ({
  page,
  millrace,
  org,
}) => {
  let id = '';
  await workBetweenSessions(page, millrace, async ({ services: { connections } }) => {
    const details = await browserConnection(org);
    const authorizationId = await authorizeInBrowser(connections, details);
    const { connection } = await connections.create({ name: 'Approved CRM', ...details, authorizationId });
    id = connection.id;
  });
  const connection = new ConnectionPage(page);
  const reminder = page.getByTestId('banner').filter({ hasText: 'may lapse' });
  const open = async () => {
    await new Shell(page).goTo('Connections');
    await new Connections(page).open('Approved CRM');
    await expect(connection.history).toHaveCount(1);
  };
  await open();
  await expect(reminder).toHaveCount(0);

  await page.goto('about:blank');
  await millrace.restart(async () => ageConnection(millrace, id, 14));
  await page.goto(millrace.url);
  await open();
  await expect(reminder).toContainText('This sign-in wasn’t used for 14 days and may lapse.');
  const since = org.requests().at(-1)?.number ?? 0;
  await page.getByRole('button', { name: 'Refresh now' }).press('Enter');
  await expect(new Shell(page).toasts).toContainText('The sign-in is refreshed.');
  await expect(reminder).toHaveCount(0);
  expect(org.requests({ since, path: '/services/oauth2/token' })).toHaveLength(1);
  await expect(page.getByRole('definition').filter({ hasText: /^1$/ })).toBeVisible();
});
