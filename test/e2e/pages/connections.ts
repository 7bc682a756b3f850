import { expect, type Locator, type Page } from '@playwright/test';

/** The list of connections. */
export class Connections {
  readonly #page: Page;
  readonly table: Locator;
  readonly add: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.table = page.getByRole('region', { name: 'Connections' }).getByRole('table');
    this.add = page.getByRole('link', { name: 'New connection' });
  }

  row(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.#page.getByRole('link', { name, exact: true }) });
  }

  async open(name: string): Promise<void> {
    await this.row(name).getByRole('link', { name, exact: true }).click();
  }
}

/** The page of one connection. */
export class ConnectionPage {
  readonly #page: Page;
  readonly test: Locator;
  readonly edit: Locator;
  readonly remove: Locator;
  readonly reconnect: Locator;
  readonly history: Locator;
  readonly related: Locator;

  constructor(page: Page) {
    this.#page = page;
    const main = page.getByRole('main');
    this.test = main.getByRole('button', { name: 'Test', exact: true });
    this.edit = main.getByRole('button', { name: 'Edit', exact: true });
    this.remove = main.getByRole('button', { name: 'Delete', exact: true });
    this.reconnect = page.getByTestId('conn-reconnect');
    this.history = page.getByTestId('test-history').getByRole('listitem');
    this.related = page.getByTestId('related-table');
  }

  tab(name: 'Details' | 'Related'): Locator {
    return this.#page.getByRole('tab', { name });
  }
}

/** The wizard that makes a connection. */
export class NewConnection {
  readonly #page: Page;
  readonly stages: Locator;
  readonly next: Locator;
  readonly create: Locator;
  /** The labels of the details' fields outside Advanced; a required one ends with a star. */
  readonly labels: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.labels = page.getByRole('main').locator('form label[for]:not(details label)');
    this.stages = page.getByRole('list', { name: 'Stages' });
    this.next = page.getByRole('button', { name: 'Next' });
    this.create = page.getByRole('button', { name: 'Next' }).or(page.getByRole('button', { name: 'Test again' }));
  }

  /** Goes from the first stage to the details of a way to sign in. */
  async startSalesforce(scheme: string): Promise<void> {
    await this.choice('Salesforce').check();
    await this.next.click();
    await this.choice(scheme).check();
    await this.next.click();
  }

  /** Goes from the first stage to the details of a way to sign in to a service over HTTP. */
  async startHttp(scheme: string): Promise<void> {
    await this.choice('HTTP service').check();
    await this.next.click();
    await this.choice(scheme).check();
    await this.next.click();
  }

  /** Signs in at the identity provider's page, which `open` makes the browser show, and allows the access. */
  async approveAtProvider(open: Locator, person: string): Promise<void> {
    const [consent] = await Promise.all([this.#page.context().waitForEvent('page'), open.click()]);
    await this.signInAtProvider(consent, person);
    await expect(consent.getByText('You can close this window')).toBeVisible();
    await consent.close();
  }

  /** Signs in on a page of the identity provider, unless it knows the person already, and allows the access. */
  async signInAtProvider(consent: Page, person: string): Promise<void> {
    const allow = consent.getByRole('button', { name: 'Allow' });
    const email = consent.getByLabel('Email');
    await expect(allow.or(email)).toBeVisible();
    if (await email.isVisible()) {
      await email.fill(person);
      await consent.getByRole('button', { name: 'Sign in' }).click();
    }
    await allow.click();
  }

  /** Signs in on the practice org's own page, which `open` makes the browser show, and answers its question. */
  async answerConsent(open: Locator, answer: 'Allow' | 'Deny'): Promise<void> {
    const [consent] = await Promise.all([this.#page.context().waitForEvent('page'), open.click()]);
    await consent.getByLabel('Username').fill('admin@practice.example');
    await consent.getByLabel('Password').fill('practice-password');
    await consent.getByRole('button', { name: 'Sign in' }).click();
    await consent.getByRole('button', { name: answer }).click();
    await expect(consent.getByText('You can close this window')).toBeVisible();
    await consent.close();
  }

  choice(name: string): Locator {
    return this.#page.getByRole('radio', { name, exact: true });
  }

  field(name: string): Locator {
    // A required field's label ends with a star; other labels may contain the name.
    return this.#page
      .getByRole('main')
      .getByLabel(new RegExp(`^${name}( \\*)?$`))
      .and(this.#page.locator('input'));
  }

  /** Goes through the stages and fills in the details of a connection with the practice server. */
  async fillPractice(name: string, password = 'practice-password'): Promise<void> {
    await this.choice('Salesforce').check();
    await this.next.click();
    await this.choice('OAuth Username Password').check();
    await this.next.click();
    await this.field('Connection Name').fill(name);
    await this.choice('Practice').check();
    await this.field('Consumer key').fill('practice-client');
    await this.field('Consumer secret').fill('practice-client-secret');
    await this.field('Username').fill('admin@practice.example');
    await this.field('Password').fill(password);
  }

  /** Makes a connection with the practice server and goes back to the list. */
  async createPractice(name: string): Promise<void> {
    await this.fillPractice(name);
    await this.create.click();
    await expect(this.#page.getByText(`${name} is connected.`)).toBeVisible();
    await this.#page.getByRole('button', { name: 'Close', exact: true }).click();
  }
}
