import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { Home } from './pages/home.ts';
import { RunDetails, Runs } from './pages/runs.ts';
import { destinations, Shell } from './pages/shell.ts';
import { expect, test } from './support/millrace.ts';

/** The lines of the sample flow that its run goes over. */
const path = ['Run now', 'Get leads', 'Filter', 'Map fields', 'Create contact', 'Save to file'] as const;

test('check 1: a fresh profile opens Home, without a dialog, a sign-in or an email field', async ({ page }) => {
  const shell = new Shell(page);
  await expect(shell.heading).toHaveText('Home');
  await expect(page).toHaveTitle('Home — Millrace');
  await expect(page.locator('[aria-current="page"]')).toHaveCount(1);
  await expect(shell.rail.locator('[aria-current="page"]')).toHaveText('Home');
  await expect(shell.dialog).toHaveCount(0);
  await expect(page.locator('input[type="email"], input[type="password"]')).toHaveCount(0);
  await expect(page.getByText(/sign in|log in|email/i)).toHaveCount(0);
});

test('check 2 and 3: the sample runs in seconds, and every line shows what Run details counts', async ({ page }) => {
  const home = new Home(page);
  const editor = new Editor(page);
  const shell = new Shell(page);
  await home.openSample.click();
  await expect(editor.canvas.steps).toHaveCount(6);
  await editor.run.click();
  await expect(editor.status).toHaveText(/Succeeded$/, { timeout: 10_000 });
  const shown = new Map<string, string>();
  for (const [index, from] of path.slice(0, -1).entries()) {
    const count = editor.canvas.count(from, path[index + 1] ?? '');
    await expect(count).toHaveText(/^\d+$/);
    shown.set(from, (await count.textContent()) ?? '');
  }
  expect(Object.fromEntries(shown)).toEqual({
    'Run now': '1',
    'Get leads': '12',
    Filter: '5',
    'Map fields': '5',
    'Create contact': '5',
  });

  await shell.goTo('Runs');
  const runs = new Runs(page);
  await expect(runs.rows).toHaveCount(1);
  await expect(runs.rows.first()).toContainText('Welcome new leads');
  await expect(runs.rows.first()).toContainText('Succeeded');
  await runs.open(1);
  const details = new RunDetails(page);
  await expect(details.status).toHaveText('Succeeded');
  for (const [from, count] of shown) {
    if (from === 'Filter') continue;
    await expect(details.recordsOf(from), `records of ${from}`).toHaveText(count);
  }
  // Filter has two ways out; its line shows those that it kept.
  await details.choose('Filter');
  await expect(page.getByRole('radio', { name: 'Kept (5)' }).or(page.getByText('Kept (5)')).first()).toBeVisible();
  await details.choose('Create contact');
  await expect(details.records).toContainText('ada.brook@example.org');
});

test('the checklist on Home ticks itself when the thing is done', async ({ page }) => {
  const home = new Home(page);
  const editor = new Editor(page);
  await expect(home.item('Run the sample')).not.toContainText('(done)');
  await home.openSample.click();
  await editor.runToEnd();
  await editor.canvas.count('Get leads', 'Filter').click();
  await expect(editor.preview).toBeVisible();
  await new Shell(page).goTo('Home');
  await expect(home.item('Run the sample')).toContainText('(done)');
  await expect(home.item('Connect yours')).not.toContainText('(done)');
});

test('check 4: the rail has six destinations in order, and Mod+1 to 6 reach them', async ({ page }) => {
  const shell = new Shell(page);
  await expect(shell.rail.getByRole('link')).toHaveText([...destinations]);
  for (const [index, name] of destinations.entries()) {
    await page.keyboard.press(`Control+${index + 1}`);
    await expect(shell.heading).toHaveText(name);
    await expect(page).toHaveTitle(`${name} — Millrace`);
    await expect(shell.rail.locator('[aria-current="page"]')).toHaveText(name);
  }
  for (const name of destinations) {
    await shell.goTo(name);
    await expect(shell.heading).toHaveText(name);
  }
});

test('check 5: opening and closing the sample five times leaves its exported file as it was', async ({ page }) => {
  const shell = new Shell(page);
  const flows = new Flows(page);
  const editor = new Editor(page);
  await shell.goTo('Flows');
  const before = await flows.export('Welcome new leads');
  expect(JSON.parse(before)).toMatchObject({ format: 'millrace.flow/1', name: 'Welcome new leads' });
  for (let time = 0; time < 5; time += 1) {
    await flows.open('Welcome new leads');
    await expect(editor.canvas.steps).toHaveCount(6);
    await shell.closeTab('Welcome new leads');
    await shell.goTo('Flows');
    await expect(flows.table).toBeVisible();
  }
  expect(await flows.export('Welcome new leads')).toBe(before);
});
