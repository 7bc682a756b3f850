import type { Locator, Page } from '@playwright/test';

/** The list of steps to add, wherever it opens. */
export class Picker {
  readonly root: Locator;
  readonly search: Locator;
  readonly options: Locator;

  constructor(page: Page) {
    this.root = page.getByRole('dialog', { name: 'Add a step' });
    this.search = this.root.getByRole('combobox');
    this.options = this.root.getByRole('option');
  }

  option(name: string): Locator {
    return this.options.filter({ hasText: name }).first();
  }
}

/** The same list docked at the left: its entries are dragged onto the canvas. */
export class Drawer {
  readonly root: Locator;
  readonly show: Locator;

  constructor(page: Page) {
    this.root = page.getByRole('region', { name: 'Steps and connections' });
    this.show = page.getByRole('button', { name: 'Show steps and connections' });
  }

  entry(name: string): Locator {
    return this.root.getByRole('button', { name, exact: true });
  }
}
