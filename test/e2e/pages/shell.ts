import type { Locator, Page } from '@playwright/test';

/** The six destinations in the order of the rail (ui.md §2), each with the heading of its screen. */
export const destinations = ['Home', 'Flows', 'Connections', 'Runs', 'Templates', 'Settings'] as const;
export type DestinationName = (typeof destinations)[number];

/** What surrounds every screen: rail, tabs, status bar, toasts, live regions. */
export class Shell {
  readonly rail: Locator;
  readonly heading: Locator;
  readonly tabs: Locator;
  readonly statusBar: Locator;
  readonly toasts: Locator;
  readonly dialog: Locator;
  readonly politeRegion: Locator;

  constructor(page: Page) {
    this.rail = page.getByRole('navigation', { name: 'Main' });
    this.heading = page.getByRole('heading', { level: 1 });
    this.tabs = page.getByRole('navigation', { name: 'Open flows' });
    this.statusBar = page.getByRole('contentinfo');
    this.toasts = page.getByTestId('toast');
    this.dialog = page.getByRole('dialog');
    this.politeRegion = page.getByTestId('live-polite');
  }

  /** Goes to a destination by a click in the rail. */
  async goTo(name: DestinationName): Promise<void> {
    await this.rail.getByRole('link', { name }).click();
  }

  async closeTab(flowName: string): Promise<void> {
    await this.tabs.getByRole('button', { name: `Close “${flowName}”` }).click();
  }
}
