import type { Locator, Page } from '@playwright/test';
import { Shell } from './shell.ts';

/** Settings ▸ Named credentials. */
export class Credentials {
  readonly #page: Page;
  readonly table: Locator;
  readonly add: Locator;
  readonly search: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.table = page.getByRole('region', { name: 'All named credentials' }).getByRole('table');
    this.add = page.getByRole('link', { name: 'New named credential' });
    this.search = page.getByRole('searchbox', { name: 'Search named credentials' });
  }

  async goTo(): Promise<void> {
    await new Shell(this.#page).goTo('Settings');
    await this.#page
      .getByRole('navigation', { name: 'Settings sections' })
      .getByRole('link', { name: 'Named credentials' })
      .click();
  }

  row(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.#page.getByRole('link', { name, exact: true }) });
  }

  async open(name: string): Promise<void> {
    await this.row(name).getByRole('link', { name, exact: true }).click();
  }
}

/** The page of one named credential. */
export class CredentialPage {
  readonly #page: Page;
  readonly test: Locator;
  readonly edit: Locator;
  readonly remove: Locator;
  readonly addPrincipal: Locator;

  constructor(page: Page) {
    this.#page = page;
    const main = page.getByRole('main');
    this.test = main.getByRole('button', { name: 'Test', exact: true });
    this.edit = main.getByRole('button', { name: 'Edit', exact: true });
    this.remove = main.getByRole('button', { name: 'Delete', exact: true });
    this.addPrincipal = main.getByRole('button', { name: 'Add principal' });
  }

  principal(name: string): Locator {
    return this.#page.getByRole('region', { name, exact: true });
  }

  permitted(principal: string): Locator {
    return this.principal(principal).getByRole('switch', { name: 'Connections may use this principal' });
  }
}

/** The wizard that makes a named credential. */
export class NewCredential {
  readonly #page: Page;
  readonly next: Locator;
  readonly back: Locator;
  readonly create: Locator;
  readonly protocol: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.next = page.getByRole('button', { name: 'Next' });
    this.back = page.getByRole('button', { name: 'Back', exact: true });
    this.create = page.getByRole('button', { name: 'Create Credential' });
    this.protocol = page.getByTestId('field-auth');
  }

  /** The stages that are ticked off. */
  completed(): Locator {
    return this.#page.getByRole('list', { name: 'Stages' }).getByRole('listitem').filter({ hasText: ', completed' });
  }

  choice(name: string): Locator {
    return this.#page.getByRole('radio', { name, exact: true });
  }

  field(name: string): Locator {
    const label = new RegExp(`^${name}( \\*)?$`);
    return this.#page.getByRole('main').getByLabel(label).and(this.#page.locator('input'));
  }

  /** Goes through the first three stages. */
  async startBills(name: string): Promise<void> {
    await this.field('Name').fill(name);
    await this.next.click();
    await this.choice('Bill').check();
    await this.next.click();
    await this.choice('Salesforce').check();
    await this.next.click();
  }

  /** Makes a credential of the practice server, whose own app signs in where nothing is entered. */
  async createPractice(name: string): Promise<void> {
    await this.startBills(name);
    await this.choice('Practice').check();
    await this.create.click();
  }
}
