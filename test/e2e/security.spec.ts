import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConnectionPage, Connections, NewConnection } from './pages/connections.ts';
import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { RunDetails, Runs } from './pages/runs.ts';
import { Shell } from './pages/shell.ts';
import { expect, test } from './support/millrace.ts';

/** Markup and addresses that would call home or set `window.__xss` if any screen took them for more than text. */
const payloads = [
  '<img src=x onerror="window.__xss=1">',
  '<script src="https://evil.example/x.js"></script><script>window.__xss=2</script>',
  '<svg onload="window.__xss=3"><use href="https://evil.example/s.svg#a"/></svg>',
  '[link](javascript:window.__xss=4)',
  '"><iframe srcdoc="<script>parent.__xss=5</script>"></iframe>',
  "javascript:window.__xss=6//'+alert(1)+'",
  '{{ "<img src=x onerror=window.__xss=7>" }}',
] as const;
const everything = payloads.join(' ');

test.describe('S8 markup that a person or data brings is shown as text', () => {
  test.use({ variables: { MILLRACE_PASSPHRASE: 'only for these tests' } });

  test('S8 in names, descriptions, values and records, on every screen', async ({ page, millrace }) => {
    const shell = new Shell(page);
    const editor = new Editor(page);
    const { canvas, inspector } = editor;
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    writeFileSync(
      join(millrace.dataFolder, 'files', 'markup.csv'),
      `Name,${cell(payloads[0])}\n${payloads.map((payload) => `${cell(payload)},${cell(payload)}`).join('\n')}\n`,
    );

    await test.step('a flow whose every text is markup', async () => {
      await new Flows(page).import({
        id: '3e9d5c5b-8f0b-4a52-9a5e-0d6c9f3f1a02',
        name: everything.slice(0, 190),
        description: everything,
        steps: [
          { id: 'start', type: 'manual', name: 'Start' },
          { id: 'rows', type: 'files.read', name: payloads[0], settings: { path: 'markup.csv' } },
          {
            id: 'sums',
            type: 'map_fields',
            name: payloads[2],
            settings: { fields: [{ name: payloads[3], value: payloads[1] }] },
          },
          { id: 'halt', type: 'stop', name: payloads[4], settings: { message: payloads[0] } },
          { id: 'odd', type: payloads[1], name: 'Odd' },
        ],
        edges: [
          { from: 'start', to: 'rows' },
          { from: 'rows', to: 'sums' },
          { from: 'sums', to: 'halt' },
        ],
        layout: { steps: { start: [0, 0], rows: [352, 0], sums: [704, 0], halt: [1056, 0], odd: [0, 200] } },
      });
      await expect(canvas.steps).toHaveCount(5);
      await expect(editor.name).toContainText(payloads[0]);
      await expect(canvas.step(payloads[0])).toBeVisible();
    });

    await test.step('typed into every text field of a step', async () => {
      await canvas.step(payloads[2]).click();
      await inspector.field('Name of field 1').fill(payloads[0]);
      await inspector.field(`Value of ${payloads[0]}`).fill(everything);
      await inspector.stepName.fill(payloads[1]);
      await inspector.stepName.press('Enter');
      await expect(canvas.step(payloads[1])).toBeVisible();
      await inspector.widen.click();
      await expect(inspector.root.getByRole('region', { name: 'Output' })).toBeVisible();
      await page.keyboard.press('Escape');
    });

    await test.step('in the records, errors and tables of a run', async () => {
      await canvas.step('Odd').click();
      await page.keyboard.press('Delete');
      await expect(canvas.steps).toHaveCount(4);
      await editor.run.click();
      await expect(editor.status).toHaveText(/Last run: \S+/);
      await expect(editor.run).toBeVisible();
      await canvas.step(payloads[0]).click();
      await inspector.tab('Output').click();
      await expect(inspector.records()).toContainText(payloads[2]);
      await inspector.root.getByRole('button', { name: 'JSON' }).click();
      await inspector.tab('Settings').click();
    });

    await test.step('in the lists and the details of the run', async () => {
      await shell.goTo('Runs');
      await expect(new Runs(page).rows.first()).toContainText(payloads[0]);
      await new Runs(page).open(1);
      const details = new RunDetails(page);
      await details.timeline.getByRole('button').nth(1).click();
      await expect(details.records).toContainText(payloads[2]);
      await shell.goTo('Flows');
      await expect(new Flows(page).table).toContainText(payloads[0]);
      await new Flows(page).search.fill(`nothing ${everything}`);
      await expect(page.getByText(`No flows match “nothing ${everything}”.`)).toBeVisible();
      await shell.goTo('Home');
      await expect(page.getByRole('main')).toContainText(payloads[0]);
    });

    await test.step('in a connection', async () => {
      const connections = new Connections(page);
      const wizard = new NewConnection(page);
      await shell.goTo('Connections');
      await connections.add.click();
      await wizard.fillPractice(payloads[0]);
      await wizard.field('Description').fill(everything);
      await wizard.create.click();
      await expect(page.getByText(`${payloads[0]} is connected.`)).toBeVisible();
      await page.getByRole('button', { name: 'Close', exact: true }).click();
      await connections.open(payloads[0]);
      await expect(shell.heading).toHaveText(payloads[0]);
      await expect(page.getByRole('main')).toContainText(payloads[2]);
      await new ConnectionPage(page).remove.click();
      await expect(shell.dialog).toContainText(payloads[0]);
      await page.keyboard.press('Escape');
      await shell.goTo('Connections');
      await expect(connections.row(payloads[0])).toBeVisible();
    });

    expect(await page.evaluate(() => '__xss' in window)).toBe(false);
    expect(page.frames(), 'frames').toHaveLength(1);
  });
});

test('S22 the code is gone from the address at once, and the server doesn’t print what it was exchanged for', async ({
  page,
  millrace,
}) => {
  await expect(new Shell(page).heading).toHaveText('Home');
  expect(page.url()).not.toContain('code');
  expect(new URL(page.url()).hash).toMatch(/^(#\/home)?$/);
  const token = await page.evaluate(() => sessionStorage.getItem('millrace.session') ?? '');
  expect(token.length).toBeGreaterThanOrEqual(43);
  expect(millrace.output()).not.toContain(token);
  const code = new URL(millrace.url).hash.slice('#code='.length);
  expect(code.length).toBeGreaterThanOrEqual(43);
  expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(token);
  await page.goBack().catch(() => null);
  expect(page.url()).not.toContain(code);
  expect(await page.context().cookies()).toEqual([]);
});

test.describe('a link that was used before', () => {
  test.use({ expectedErrors: [/status of 401/] });

  test('S22 says so, and what to do, and lets nobody in', async ({ page, millrace, browser }) => {
    await expect(new Shell(page).heading).toHaveText('Home');
    const stranger = await browser.newContext();
    const second = await stranger.newPage();
    await second.goto(millrace.url);
    await expect(second.getByText('This address can’t be opened again')).toBeVisible();
    await expect(second.getByText(/used before or is too old/)).toBeVisible();
    await expect(second.getByText('millrace serve')).toBeVisible();
    await expect(second.getByRole('navigation')).toHaveCount(0);
    await stranger.close();
  });

  test('S22 an address without a code lets nobody in either', async ({ millrace, browser }) => {
    const stranger = await browser.newContext();
    const second = await stranger.newPage();
    await second.goto(new URL('/', millrace.url).href);
    await expect(second.getByText('This address can’t be opened again')).toBeVisible();
    await stranger.close();
  });
});
