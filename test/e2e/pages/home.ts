import type { Locator, Page } from '@playwright/test';

/** Home, the first screen. */
export class Home {
  readonly openSample: Locator;
  readonly checklist: Locator;

  constructor(page: Page) {
    this.openSample = page.getByRole('link', { name: 'Open the sample flow' });
    this.checklist = page.getByRole('list', { name: /^Checklist/ });
  }

  /** One line of the checklist of the first minutes. */
  item(name: string): Locator {
    return this.checklist.getByRole('listitem').filter({ hasText: name });
  }
}
