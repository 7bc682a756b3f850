import { createHmac } from 'node:crypto';
import { findClosedPort } from '../support/closed-port.ts';
import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { expect, test } from './support/millrace.ts';

const flow = {
  id: '3e9d5c5b-8f0b-4a52-9a5e-0d6c9f3f1a05',
  name: 'Take leads',
  steps: [
    { id: 'call', type: 'webhook', name: 'New lead' },
    {
      id: 'lead',
      type: 'map_fields',
      name: 'Lead',
      settings: { keep: 'mapped', fields: [{ name: 'Email', value: '{{ lower(body.Email) }}' }] },
    },
  ],
  edges: [{ from: 'call', to: 'lead' }],
  layout: { steps: { call: [0, 0], lead: [352, 0] } },
};

test.use({ variables: { MILLRACE_PASSPHRASE: 'four words are enough' } });

test('a webhook gets a secret, shows its address once the flow is active, and takes signed calls there', async ({
  page,
  millrace,
}) => {
  const editor = new Editor(page);
  const { canvas, inspector } = editor;
  const { root } = inspector;
  await new Shell(page).goTo('Flows');
  await new Flows(page).import(flow);
  await canvas.step('New lead').click();

  const secret = await test.step('its form says what is missing, and makes a secret that is shown once', async () => {
    await inspector.field('Path').fill('new lead');
    await inspector.stepName.click();
    await expect(root.getByText('words of letters, digits')).toBeVisible();
    await inspector.field('Path').fill('new-lead');
    await inspector.choose('Answer', /When the run is over/);
    await expect(root.getByText('The address appears here while the flow is active.')).toBeVisible();
    await root.getByRole('switch', { name: 'Only signed calls' }).click();
    await expect(root.getByText('No secret is stored yet')).toBeVisible();
    await root.getByRole('button', { name: 'Enter one' }).press('Enter');
    await expect(root.getByLabel('Secret of the caller', { exact: true })).toBeFocused();
    await root.getByRole('button', { name: 'Cancel' }).press('Enter');
    await expect(root.getByRole('button', { name: 'Make a secret' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(inspector.field('Secret')).toBeVisible();
    await expectNoViolations(page, 'webhook, secret made');
    const made = await inspector.field('Secret').inputValue();
    // Looking elsewhere doesn't lose it; it goes when the person says so.
    await canvas.step('Lead').click();
    await canvas.step('New lead').click();
    await expect(inspector.field('Secret')).toHaveValue(made);
    await root.getByRole('button', { name: 'Hide secret' }).press('Enter');
    await expect(root.getByText('A secret is stored. It is never shown again.')).toBeVisible();
    return made;
  });
  expect(secret).toMatch(/^[\w-]{43}$/);
  await page.getByRole('button', { name: 'Activate', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Activate', exact: true }).click();
  const address = await inspector.field('Address').inputValue();
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/new-lead$/);
  await root.getByText('Example call').click();
  await expect(root.getByText('X-Millrace-Signature')).toBeVisible();
  await expectNoViolations(page, 'webhook, active');

  const body = '{"Email":"Ada@example.org"}';
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-millrace-timestamp': timestamp,
    'x-millrace-signature': `sha256=${signature}`,
  };
  const send = () => fetch(address, { method: 'POST', headers, body });
  expect(await (await send()).json()).toMatchObject({ status: 'succeeded', output: [{ Email: 'ada@example.org' }] });
  expect((await send()).status).toBe(404);

  await test.step('a folder to watch is looked at once its path is complete', async () => {
    await new Shell(page).goTo('Flows');
    const inbox = { id: 'inbox', type: 'watch_folder', name: 'Inbox', settings: { path: '.' } };
    await new Flows(page).import({
      ...flow,
      id: `${flow.id.slice(0, -2)}06`,
      name: 'Inbox',
      steps: [inbox],
      edges: [],
    });
    await canvas.step('Inbox').click();
    await expect(root.getByText(/^This folder can be read\. \d+ files? (is|are) in it now\.$/)).toBeVisible();
    await inspector.field('Folder').fill('gone');
    await inspector.stepName.click();
    await expect(root.getByRole('status').filter({ hasText: 'gone' })).toBeVisible();
    await expectNoViolations(page, 'folder, missing');
  });

  await test.step('Settings move it to another port', async () => {
    await new Shell(page).goTo('Settings');
    await page.getByRole('navigation', { name: 'Settings sections' }).getByRole('link', { name: 'Webhooks' }).click();
    await expect(page.getByText('1 webhook', { exact: true })).toBeVisible();
    const port = page.getByLabel('Port');
    // What is too large isn’t sent as what stood there before its last digit.
    await port.fill('65535');
    await port.pressSequentially('5');
    await port.press('Enter');
    await expect(page.getByText('The largest value is 65535.')).toBeVisible();
    await port.fill(new URL(millrace.url).port);
    await page.getByRole('button', { name: 'Change port' }).click();
    await expect(page.getByText(/port \d+ is in use/)).toBeVisible();
    await expectNoViolations(page, 'webhook port, taken');
    const free = await findClosedPort();
    await port.fill(String(free));
    await port.press('Enter');
    await expect(page.getByText(`Webhooks are called on port ${free} now.`)).toBeVisible();
    const moved = new URL(address);
    moved.port = String(free);
    expect((await fetch(moved, { method: 'POST' })).status).toBe(404);
  });
});
