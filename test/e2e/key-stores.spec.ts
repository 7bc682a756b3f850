import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Connections, NewConnection } from './pages/connections.ts';
import { Shell } from './pages/shell.ts';
import { expect, test } from './support/millrace.ts';

test.use({ variables: { MILLRACE_PASSPHRASE: 'only for these tests' } });

/** The password of every key store among the fixtures. */
const password = 'practice-store';

function keyStore(fixture: string) {
  const path = join(import.meta.dirname, '../../electron/key-store/fixtures', `${fixture}.b64`);
  return {
    name: fixture,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(readFileSync(path, 'utf8'), 'base64'),
  };
}

/** Goes to the details of a practice connection that signs in with a key. */
async function startKeyConnection(page: Page, method = 'OAuth JWT'): Promise<NewConnection> {
  const wizard = new NewConnection(page);
  await new Shell(page).goTo('Connections');
  await new Connections(page).add.click();
  await wizard.startSalesforce(method);
  await wizard.field('Connection Name').fill('Server');
  return wizard;
}

for (const method of ['OAuth JWT', 'OAuth SAML']) {
  test(`${method}: the file and its password list its keys; the only one is chosen and signs in`, async ({ page }) => {
    const wizard = await startKeyConnection(page, method);
    await wizard.choice('Practice').check();
    await wizard.field('Key store').setInputFiles(keyStore('practice.p12'));
    await expect(page.getByText('practice.p12')).toBeVisible();
    await wizard.field('Store password').fill('not it');
    await expect(page.getByText(/The password doesn’t open the key store/)).toBeVisible();
    await wizard.field('Store password').fill(password);
    await expect(wizard.field('Certificate alias')).toHaveValue('practice');
    await expect(page.getByText(/The password doesn’t open the key store/)).toBeHidden();
    const certificate = page.getByLabel('Certificate', { exact: true });
    await expect(certificate).toContainText('CN=Practice org demo app');
    await expect(certificate).toContainText('RSA 2048');
    await expect(certificate).toContainText('Oct 29, 2126');
    await wizard.next.click();
    await expect(page.getByText('Server is connected.')).toBeVisible();
  });
}

test('a key store with several keys asks for one, and refuses one that can’t sign at its field', async ({ page }) => {
  const wizard = await startKeyConnection(page);
  await wizard.choice('Production').check();
  await wizard.field('Consumer key').fill('key');
  await wizard.field('Principal').fill('ada@acme.example');
  await wizard.field('Store password').fill(password);
  await wizard.field('Key store').setInputFiles(keyStore('classic.jks'));
  const alias = wizard.field('Certificate alias');
  await expect(alias).toBeEnabled();
  await expect(alias).toHaveValue('');
  await wizard.next.click();
  await expect(page.getByText('Choose the key whose certificate is registered with the app.')).toBeVisible();
  await expect(alias).toBeFocused();
  await alias.click();
  await page.getByRole('option', { name: /^elliptic/ }).click();
  await expect(page.getByText(/Certificate must use SHA-256 with RSA\. It is a key of the kind EC/)).toBeVisible();
  await wizard.next.click();
  await expect(alias).toBeFocused();
  await alias.click();
  await page.getByRole('option', { name: /^acme/ }).click();
  await expect(page.getByText(/Certificate must use SHA-256 with RSA\. It is/)).toBeHidden();
  await expect(page.getByLabel('Certificate', { exact: true })).toContainText('Acme integration');
});

test('a PEM file without a password needs none; a file that is no key store says so', async ({ page }) => {
  const wizard = await startKeyConnection(page);
  await wizard.choice('Production').check();
  await wizard
    .field('Key store')
    .setInputFiles({ name: 'notes.p12', mimeType: 'text/plain', buffer: Buffer.from('not a key store') });
  await expect(page.getByText(/The key store can’t be read\./)).toBeVisible();
  await wizard.field('Key store').setInputFiles(keyStore('key.pem'));
  await expect(page.getByText('This file needs none.')).toBeVisible();
  await expect(wizard.field('Store password')).not.toHaveAttribute('aria-required');
  await expect(wizard.field('Certificate alias')).toHaveValue('key');
});
