import { expect, type Locator, type Page } from '@playwright/test';
import { Shell } from './shell.ts';

/** Settings ▸ Secrets, and the dialogs that it opens. */
export class Secrets {
  readonly #page: Page;
  readonly section: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.section = page.getByRole('region', { name: 'Secrets', exact: true });
  }

  async open(): Promise<void> {
    await new Shell(this.#page).goTo('Settings');
    await this.#page
      .getByRole('navigation', { name: 'Settings sections' })
      .getByRole('link', { name: 'Secrets', exact: true })
      .click();
    await expect(this.section.getByRole('heading', { level: 2 })).toHaveText('Secrets');
  }

  /** A field of the dialog; a required one's label ends with a star. */
  field(name: string): Locator {
    const { dialog } = new Shell(this.#page);
    return dialog.getByLabel(new RegExp(`^${name}( \\*)?$`)).and(this.#page.locator('input'));
  }

  /** Fills in a new passphrase and its repetition, in the dialog that asks for them. */
  async enter(passphrase: string, repeated: string): Promise<void> {
    await this.field('Passphrase').fill(passphrase);
    await this.field('Repeat passphrase').fill(repeated);
  }

  async setPassphrase(passphrase: string): Promise<void> {
    const { dialog } = new Shell(this.#page);
    await this.section.getByRole('button', { name: 'Set a passphrase' }).click();
    await this.enter(passphrase, passphrase);
    await dialog.getByRole('button', { name: 'Set passphrase' }).click();
    // Deriving the key takes about a second, more on a busy machine.
    await expect(dialog).toBeHidden({ timeout: 30_000 });
  }
}
