import type { Locator, Page } from '@playwright/test';

/** The list of runs. */
export class Runs {
  readonly table: Locator;
  readonly rows: Locator;

  constructor(page: Page) {
    this.table = page.getByRole('region', { name: 'Runs' }).getByRole('table');
    this.rows = this.table.locator('tbody').getByRole('row');
  }

  async open(number: number): Promise<void> {
    await this.table.getByRole('link', { name: String(number), exact: true }).click();
  }
}

/** The details of one run. */
export class RunDetails {
  readonly #page: Page;
  readonly status: Locator;
  readonly timeline: Locator;
  readonly records: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.status = page.getByTestId('run-status');
    this.timeline = page.getByRole('region', { name: 'Timeline' });
    this.records = page.getByRole('tabpanel').getByRole('table');
  }

  step(name: string): Locator {
    return this.timeline
      .getByRole('row')
      .filter({ has: this.#page.getByRole('button', { name: new RegExp(`^Step \\d+: ${name}$`) }) });
  }

  /** What the Records column says of a step. */
  recordsOf(name: string): Locator {
    return this.step(name).getByRole('cell').last();
  }

  async choose(name: string): Promise<void> {
    await this.step(name).getByRole('button').click();
  }
}

/** The plan of a dry run, on the run's page. */
export class DryRun {
  readonly section: Locator;
  readonly summary: Locator;
  readonly lines: Locator;
  readonly apply: Locator;

  constructor(page: Page) {
    this.section = page.getByRole('region', { name: 'Plan', exact: true });
    this.summary = this.section.getByRole('heading', { level: 2 });
    this.lines = page.getByTestId('plan').locator('tbody').getByRole('row');
    this.apply = this.section.getByRole('button', { name: 'Apply exactly this' });
  }
}
