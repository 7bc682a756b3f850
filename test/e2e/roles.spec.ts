import type { Page } from '@playwright/test';
import { type Role, roleWords } from '../../shared/security/roles.ts';
import { ConnectionPage, Connections } from './pages/connections.ts';
import { CredentialPage, Credentials, NewCredential } from './pages/credentials.ts';
import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { RunDetails, Runs } from './pages/runs.ts';
import { destinations, Shell } from './pages/shell.ts';
import { expectNoViolations, findViolations } from './support/axe.ts';
import { expect, test } from './support/millrace.ts';

test.slow();
test.use({ variables: { MILLRACE_PASSPHRASE: 'only for these tests' }, sampleHasRun: true });

/** Names of everything that changes flows, connections, secrets or settings. */
const changing =
  /^(New flow|New connection|Import…|Use template|Start from a template|Use the practice CRM|Rename|Duplicate|Delete|Edit|Reconnect|Deactivate|Activate|Refresh now|Undo|Redo|Nothing to (undo|redo)|Add step|Add a |Show steps and connections|Insert a step|Connect to…|Disconnect…|Turn (on|off)|Remove|New credential|Reset practice data|Add field|Add condition)/;

/** What starts a flow by itself is an operator’s, in the editor; on other screens the same words are about connections. */
const activating = /^(Activate|Activate changes|Deactivate)$/;

/** Names of everything that runs flows or calls systems. */
const operating = /^(Run|Run again|Run the flow|Stop|Test|Test all|Test again|Check permissions)$/;

/**
 * Asserts that nothing on the screen that can be pressed is refused to the role, and that the screen is accessible. An
 * operator’s controls are a designer’s, which are looked at in dark elsewhere; how they stand together is only seen here.
 */
async function expectOnlyAllowed(page: Page, role: Role, screen: string): Promise<void> {
  const names: string[] = [];
  for (const kind of ['button', 'link', 'menuitem', 'switch'] as const) {
    // The heads of a table’s columns sort; “Run” is one of them.
    const controls = page.getByRole(kind).and(page.locator(':not(th *)'));
    // At one moment: a control that is drawn anew meanwhile would be waited for in vain.
    const found = await controls.evaluateAll((all) =>
      all.map((control) => control.getAttribute('aria-label') ?? (control as HTMLElement).innerText),
    );
    names.push(...found.map((name) => name.replaceAll(/\s+/g, ' ').trim()));
  }
  const mayActivate = role === 'operator' && screen.startsWith('editor');
  const refused = names
    .filter((name) => changing.test(name) || (role === 'viewer' && operating.test(name)))
    .filter((name) => !(mayActivate && activating.test(name)));
  expect(refused, `${screen}: what a ${role} may not do`).toEqual([]);
  if (role === 'viewer') await expectNoViolations(page, `${screen} as ${role}`);
  else expect.soft(await findViolations(page, 'every rule'), `${screen} as ${role}`).toEqual([]);
}

for (const role of ['operator', 'viewer'] as const) {
  test.describe(`as ${role}`, () => {
    test.use({ role });

    test(`C9 ${roleWords[role].named} finds nothing on any screen that it may not do, and hears why`, async ({
      page,
    }) => {
      const shell = new Shell(page);
      const banner = page.getByTestId('banner').filter({ hasText: 'You’re viewing as' });
      await expect(banner).toContainText(`You’re viewing as ${role}: you can ${roleWords[role].can}.`);
      await expect(banner).toContainText('start Millrace with --role designer');
      await expect(page.getByRole('heading', { name: 'Try it now' })).toHaveCount(0);
      for (const name of destinations) {
        await shell.goTo(name);
        await expect(shell.heading).toHaveText(name);
        await expectOnlyAllowed(page, role, name);
      }
      await banner.getByRole('button', { name: 'Dismiss' }).click();
      await expect(banner).toHaveCount(0);
      await expect(shell.statusBar).toContainText(`Viewing as ${role}`);
      for (const section of ['Practice server', 'About']) {
        await page.getByRole('navigation', { name: 'Settings sections' }).getByRole('link', { name: section }).click();
        await expect(page.getByRole('heading', { level: 2, name: section })).toBeVisible();
        await expectOnlyAllowed(page, role, `Settings, ${section}`);
      }
    });

    test(`C9 what ${roleWords[role].named} can do with a flow, a connection and a run`, async ({ page }) => {
      const shell = new Shell(page);
      const mayRun = role === 'operator';

      await shell.goTo('Flows');
      await page.getByRole('button', { name: 'Actions for “Welcome new leads”' }).click();
      await expect(page.getByRole('menuitem')).toHaveText(
        mayRun ? ['Open', 'Run', 'Activate…', 'Export as JSON', 'Show runs'] : ['Open', 'Export as JSON', 'Show runs'],
      );
      await page.keyboard.press('Escape');
      await page.keyboard.press('F2');
      await page.keyboard.press('ControlOrMeta+n');
      await page.keyboard.press('ControlOrMeta+Shift+N');
      await expect(shell.dialog).toHaveCount(0);
      await expect(shell.heading).toHaveText('Flows');
      await expect(new Flows(page).table.getByRole('row')).toHaveCount(2);

      await shell.goTo('Connections');
      await new Connections(page).open('Practice CRM');
      const connection = new ConnectionPage(page);
      await expect(connection.tab('Details')).toBeVisible();
      await expect(connection.test).toHaveCount(mayRun ? 1 : 0);
      await expectOnlyAllowed(page, role, 'connection, Details');
      await connection.tab('Related').click();
      await expect(connection.related).toBeVisible();
      await expectOnlyAllowed(page, role, 'connection, Related');
      if (mayRun) {
        await connection.test.click();
        await expect(page.getByText(/Connection test succeeded\./).first()).toBeVisible();
      }

      await shell.goTo('Runs');
      await new Runs(page).table.getByRole('row').last().getByRole('link').first().click();
      await expect(new RunDetails(page).status).toBeVisible();
      await expect(page.getByRole('button', { name: 'Run again' })).toHaveCount(mayRun ? 1 : 0);
      await expectOnlyAllowed(page, role, 'run');
      if (mayRun) {
        await page.getByRole('button', { name: 'Run again' }).click();
        await expect(shell.heading).toHaveText('Run 2');
        await expect(new RunDetails(page).status).toContainText('Succeeded');
      }
    });

    test(`C9 ${roleWords[role].named} looks at a flow, its settings and its data, and no key or drag changes it`, async ({
      page,
    }) => {
      const editor = new Editor(page);
      const { canvas } = editor;
      await new Shell(page).goTo('Flows');
      await page.getByRole('link', { name: 'Welcome new leads' }).first().click();
      await expect(canvas.steps).toHaveCount(6);
      await expect(editor.name).toHaveText('Welcome new leads');
      await expect(editor.run).toHaveCount(role === 'operator' ? 1 : 0);
      await expectOnlyAllowed(page, role, 'editor');
      const before = await editor.export();
      const place = await canvas.place('Filter');

      await canvas.drag(canvas.step('Filter'), { x: 500, y: 600 });
      await canvas.step('Filter').click();
      await expectOnlyAllowed(page, role, 'editor, a step selected');
      await canvas.step('Filter').focus();
      const keys = ['a', 'c', 'x', 'F2', 'Shift+D', 'Delete', 'Backspace'];
      for (const key of [...keys, ...['x', 'v', 'd', 'z', 'ArrowRight'].map((letter) => `ControlOrMeta+${letter}`)]) {
        await page.keyboard.press(key);
        await expect(new Shell(page).dialog, key).toHaveCount(0);
        await expect(editor.picker.search, key).toHaveCount(0);
        await expect(canvas.step('Filter'), key).toBeFocused();
      }
      await canvas.root.locator('.react-flow__pane').dblclick({ position: { x: 20, y: 20 } });
      await expect(editor.picker.search).toHaveCount(0);
      expect(await canvas.place('Filter')).toEqual(place);
      await expect(canvas.steps).toHaveCount(6);

      await canvas.step('Filter').click();
      const inspector = page.getByTestId('inspector');
      await expect(inspector.getByTestId('kept-settings')).toContainText('Status is New');
      await expect(inspector.getByRole('textbox')).toHaveCount(0);
      await inspector.getByRole('tab', { name: 'Input' }).click();
      await expect(inspector.getByRole('tree')).toBeVisible();
      await expectOnlyAllowed(page, role, 'editor, Input');
      await inspector.getByRole('tab', { name: 'Output' }).click();
      await expect(inspector.getByRole('table')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(canvas.step('Filter')).toBeFocused();
      await page.keyboard.press('Shift+Enter');
      await expect(page.getByRole('button', { name: 'Back to the canvas' })).toBeVisible();
      await expectOnlyAllowed(page, role, 'editor, wide view');
      await page.keyboard.press('Escape');
      expect(await editor.export()).toBe(before);
      if (role === 'operator') await editor.runToEnd();
    });

    test(`C9 the address of the wizard tells ${roleWords[role].named} why it isn’t there`, async ({ page }) => {
      await page.goto(`${new URL(page.url()).origin}/#/connections/new`);
      await page.reload();
      await expect(new Shell(page).heading).toHaveText('New connection');
      await expect(page.getByRole('main')).toContainText(`As ${roleWords[role].named}, you can’t change connections`);
      await expect(page.getByRole('main')).toContainText(`--role ${role}`);
      await expectOnlyAllowed(page, role, 'the wizard’s address');
      await page.getByRole('link', { name: 'See all connections' }).click();
      await expect(new Shell(page).heading).toHaveText('Connections');
    });
  });

  test(`C9 ${roleWords[role].named} finds named credentials and secrets as facts`, async ({ page, millrace }) => {
    const credentials = new Credentials(page);
    await credentials.goTo();
    await credentials.add.click();
    await new NewCredential(page).createPractice('Bills to Salesforce');
    await expect(page.getByText('Bills to Salesforce is ready.')).toBeVisible();
    await page.goto('about:blank');
    await millrace.restartAs(role);
    await page.goto(millrace.url);
    await credentials.goTo();
    await expect(credentials.row('Bills to Salesforce')).toBeVisible();
    await expectOnlyAllowed(page, role, 'Settings, Named credentials');
    await credentials.open('Bills to Salesforce');
    await expect(new CredentialPage(page).test).toHaveCount(role === 'operator' ? 1 : 0);
    await expect(page.getByRole('switch')).toHaveCount(0);
    await expectOnlyAllowed(page, role, 'named credential');
    const sections = page.getByRole('navigation', { name: 'Settings sections' });
    await new Shell(page).goTo('Settings');
    await sections.getByRole('link', { name: 'Secrets', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Secrets', exact: true })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Secrets', exact: true }).getByRole('button')).toHaveCount(0);
    await expectOnlyAllowed(page, role, 'Settings, Secrets');
  });
}

test.describe('as viewer', () => {
  test.use({ role: 'viewer' });

  test('C9 the appearance that a viewer chooses is not kept for others', async ({ page }) => {
    await new Shell(page).goTo('Settings');
    await expect(page.getByText('What you change here holds until this page is closed or loaded again.')).toBeVisible();
    await page.getByText('Dark', { exact: true }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  });
});
