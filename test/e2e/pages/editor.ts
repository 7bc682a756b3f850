import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';
import { Canvas } from './canvas.ts';
import { Inspector } from './inspector.ts';
import { Drawer, Picker } from './picker.ts';

/** The editor of one open flow. */
export class Editor {
  readonly #page: Page;
  readonly canvas: Canvas;
  readonly picker: Picker;
  readonly drawer: Drawer;
  readonly inspector: Inspector;
  readonly name: Locator;
  readonly run: Locator;
  readonly stop: Locator;
  readonly status: Locator;
  readonly undo: Locator;
  readonly redo: Locator;
  readonly problemsButton: Locator;
  readonly problems: Locator;
  readonly outline: Locator;
  readonly preview: Locator;
  readonly details: Locator;
  /** The banner of a window whose changes came too late. */
  readonly conflict: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.canvas = new Canvas(page);
    this.picker = new Picker(page);
    this.drawer = new Drawer(page);
    this.inspector = new Inspector(page);
    const header = page.getByRole('main');
    this.name = header.getByRole('heading', { level: 1 });
    this.run = header.getByRole('button', { name: 'Run', exact: true });
    this.stop = header.getByRole('button', { name: 'Stop', exact: true });
    this.status = page.getByTestId('run-status');
    this.undo = header.getByRole('button', { name: /^(Undo|Nothing to undo)/ });
    this.redo = header.getByRole('button', { name: /^(Redo|Nothing to redo)/ });
    this.problemsButton = page.getByTestId('problems-button');
    this.problems = page.getByTestId('problems');
    this.outline = page.getByRole('tree', { name: 'Steps in execution order' });
    this.preview = page.getByTestId('data-popover');
    this.conflict = page.getByTestId('banner').filter({ hasText: 'changed in another window' });
    this.details = page.getByRole('region', { name: 'Details' });
  }

  /** Waits until the header says that everything is saved. */
  async expectSaved(): Promise<void> {
    await expect(
      this.#page
        .getByRole('banner')
        .or(this.#page.getByRole('main'))
        .getByText(/^Saved( \d|$)/)
        .first(),
    ).toBeVisible();
  }

  /** Gives the flow a name in the header. */
  async rename(name: string): Promise<void> {
    await this.name.getByRole('button').click();
    const field = this.#page.getByRole('textbox', { name: 'Flow name' });
    await field.fill(name);
    await field.press('Enter');
  }

  /** Adds a step after the named one by its (+) and the picker. */
  async addAfter(step: string, type: string, port?: string): Promise<void> {
    await this.canvas.addAfter(step, port).click();
    await this.picker.option(type).click();
  }

  /** The text of the file that “Export” hands out. */
  async export(): Promise<string> {
    const download = this.#page.waitForEvent('download');
    await this.#page.getByRole('main').getByRole('button', { name: 'Export' }).click();
    return readFileSync(await (await download).path(), 'utf8');
  }

  /** Runs and waits for the end. */
  async runToEnd(status = 'Succeeded'): Promise<void> {
    await this.run.click();
    await expect(this.status).toHaveText(new RegExp(`${status}$`), { timeout: 15_000 });
    await expect(this.run).toBeVisible();
  }
}
