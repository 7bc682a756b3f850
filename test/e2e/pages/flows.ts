import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';

/** A flow document, or whatever else a test wants to offer as one. */
export type FlowFile = { name: string; [key: string]: unknown };

/** The list of flows. */
export class Flows {
  readonly #page: Page;
  readonly newFlow: Locator;
  readonly table: Locator;
  readonly search: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.newFlow = page.getByRole('main').getByRole('button', { name: 'New flow' });
    this.table = page.getByRole('region', { name: 'Flows' }).getByRole('table');
    this.search = page.getByRole('searchbox', { name: 'Search flows' });
  }

  row(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.#page.getByRole('link', { name, exact: true }) });
  }

  async open(name: string): Promise<void> {
    await this.row(name).getByRole('link', { name, exact: true }).click();
  }

  /** Chooses an entry of a row’s `⋯` menu. */
  async choose(name: string, entry: string): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `Actions for “${name}”` })
      .click();
    await this.#page.getByRole('menuitem', { name: entry }).click();
  }

  /** The text of the file that “Export as JSON” hands out. */
  async export(name: string): Promise<string> {
    const download = this.#page.waitForEvent('download');
    await this.choose(name, 'Export as JSON');
    return readFileSync(await (await download).path(), 'utf8');
  }

  /** Imports a flow from a file, which opens it. */
  async import(flow: FlowFile): Promise<void> {
    await this.#page.getByLabel('Flow files to import').setInputFiles({
      name: 'flow.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify({ format: 'millrace.flow/1', ...flow })),
    });
    await this.#page.getByRole('dialog').getByRole('button', { name: 'Import' }).click();
  }
}
