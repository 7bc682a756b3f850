import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Editor } from './pages/editor.ts';
import { Flows } from './pages/flows.ts';
import { Home } from './pages/home.ts';
import { RunDetails, Runs } from './pages/runs.ts';
import { Shell } from './pages/shell.ts';
import { expectNoViolations } from './support/axe.ts';
import { calling } from './support/flow-files.ts';
import { expect, test } from './support/millrace.ts';
import { openSecondWindow } from './support/second-window.ts';

test('an edit in one window is seen by another that has nothing unsaved', async ({ page }) => {
  const first = new Editor(page);
  await new Home(page).openSample.click();
  await expect(first.canvas.steps).toHaveCount(6);
  const second = new Editor(await openSecondWindow(page));
  await expect(second.canvas.steps).toHaveCount(6);
  await first.canvas.step('Filter').click();
  await first.inspector.stepName.fill('Only new ones');
  await first.inspector.stepName.press('Enter');
  await expect(second.canvas.step('Only new ones')).toBeVisible();
  await second.rename('Renamed by the second');
  await expect(first.name).toContainText('Renamed by the second');
});

test('two edits at once: one is saved, the other is told so and keeps its work; none is lost', async ({ page }) => {
  const first = new Editor(page);
  await new Home(page).openSample.click();
  await expect(first.canvas.steps).toHaveCount(6);
  const otherPage = await openSecondWindow(page);
  const second = new Editor(otherPage);
  await expect(second.canvas.steps).toHaveCount(6);

  // Both have a change that isn’t saved yet when the first of them saves.
  await first.canvas.step('Filter').focus();
  await second.canvas.step('Map fields').focus();
  await Promise.all([
    page.keyboard.press('Control+Shift+ArrowDown'),
    otherPage.keyboard.press('Control+Shift+ArrowUp'),
  ]);
  const refused = (editor: Editor) => editor.conflict;
  await expect.poll(async () => (await refused(first).count()) + (await refused(second).count())).toBe(1);
  const [loser, winner] = (await refused(first).count()) > 0 ? [first, second] : [second, first];
  await winner.expectSaved();
  const moved = winner === first ? 'Filter' : 'Map fields';
  const unsaved = winner === first ? 'Map fields' : 'Filter';
  expect((await loser.canvas.place(unsaved)).y).not.toBe(0);
  await loser.conflict.getByRole('button', { name: 'Load the newer version' }).click();
  await expect(loser.conflict).toHaveCount(0);
  await expect.poll(async () => (await loser.canvas.place(moved)).y).toBe((await winner.canvas.place(moved)).y);
});

/** A service whose answers are held back until the test lets them go. */
async function startHeldService(): Promise<{ url: string; release(): void; close(): Promise<void>; calls(): number }> {
  const held: ServerResponse[] = [];
  let open = false;
  let calls = 0;
  const answer = (response: ServerResponse) =>
    response.setHeader('content-type', 'application/json').end('{"ok":true}');
  const server: Server = createServer((_, response) => {
    calls += 1;
    if (open) answer(response);
    else held.push(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls: () => calls,
    release() {
      open = true;
      for (const response of held.splice(0)) answer(response);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

test('R24 check 19: a run goes on while its window is reloaded or closed, and shows its full state again', async ({
  page,
}) => {
  const service = await startHeldService();
  try {
    const editor = new Editor(page);
    await new Flows(page).import(calling(service.url));
    await expect(editor.canvas.steps).toHaveCount(3);
    await editor.run.click();
    await expect(editor.canvas.step('Call')).toContainText('Running');
    await expect(editor.stop).toBeVisible();
    await expect.poll(service.calls).toBeGreaterThan(0);

    await page.reload();
    await expect(editor.canvas.step('Call')).toContainText('Running');
    await expect(editor.canvas.step('Leads')).toContainText('12 records');
    await expect(editor.stop).toBeVisible();

    const other = await openSecondWindow(page);
    await expect(new Editor(other).canvas.step('Call')).toContainText('Running');
    await page.close();
    service.release();
    const remaining = new Editor(other);
    await expect(remaining.status).toHaveText(/Succeeded$/);
    await expect(remaining.canvas.step('Call')).toContainText('12 records');
    await new Shell(other).goTo('Runs');
    await new Runs(other).open(1);
    await expect(new RunDetails(other).recordsOf('Call')).toHaveText('12');
    expect(service.calls()).toBe(12);
  } finally {
    await service.close();
  }
});

test('a running flow is stopped from the editor, goes on from its page with Resume, and is forgotten', async ({
  page,
}) => {
  const service = await startHeldService();
  try {
    const editor = new Editor(page);
    await new Flows(page).import(calling(service.url));
    await editor.run.click();
    await expect(editor.canvas.step('Call')).toContainText('Running');
    await editor.stop.click();
    await expect(editor.run).toBeVisible();
    await expect(page.getByTestId('banner').filter({ hasText: 'Run stopped.' })).toBeVisible();
    await new Shell(page).goTo('Runs');
    const runs = new Runs(page);
    await expect(runs.rows.first()).toContainText('Stopped');
    await runs.open(1);
    const details = new RunDetails(page);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect(details.status).toHaveAttribute('data-status', 'running');
    service.release();
    await expect(details.status).toHaveAttribute('data-status', 'succeeded');
    await expect(page.getByText('Resumed, try 2')).toBeVisible();
    await expect(details.recordsOf('Call')).toHaveText('12');
    await expect(page.getByRole('button', { name: 'Resume' })).toHaveCount(0);
    await expectNoViolations(page, 'a resumed run');
    await page.getByRole('button', { name: 'Forget' }).click();
    await page.getByRole('dialog', { name: 'Forget run 1?' }).getByRole('button', { name: 'Forget' }).click();
    await expect(page.getByText('No runs yet')).toBeVisible();
  } finally {
    await service.close();
  }
});
