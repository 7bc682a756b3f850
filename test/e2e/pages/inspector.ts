import type { Locator, Page } from '@playwright/test';

/** The settings and data of the selected step, beside the canvas or wide. */
export class Inspector {
  readonly #page: Page;
  readonly root: Locator;
  readonly stepName: Locator;
  readonly widen: Locator;
  readonly conditionField: Locator;
  readonly conditionValue: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.root = page.getByRole('region', { name: 'Inspector' });
    this.stepName = this.root.getByRole('textbox', { name: 'Step name' });
    this.widen = this.root.getByRole('button', { name: 'Wide view' });
    this.conditionField = this.root
      .getByRole('textbox', { name: 'Field of condition 1' })
      .or(this.root.getByRole('combobox', { name: 'Field of condition 1' }));
    this.conditionValue = this.root.getByRole('textbox', { name: 'Value of condition 1' });
  }

  tab(name: 'Settings' | 'Input' | 'Output'): Locator {
    return this.root.getByRole('tab', { name });
  }

  field(name: string): Locator {
    return this.root.getByRole('textbox', { name, exact: true });
  }

  /** A field whose value is chosen from a list. */
  list(name: string): Locator {
    const { root } = this;
    return root.getByRole('combobox', { name, exact: true }).or(root.getByRole('textbox', { name, exact: true }));
  }

  /** Opens a list and chooses from it. */
  async choose(field: string, option: string | RegExp): Promise<void> {
    await this.list(field).click();
    await this.#page.getByRole('option', { name: option }).click();
  }

  /** Adds a field of the remote object to a step that sets some. */
  async addField(name: string): Promise<void> {
    await this.root.getByRole('button', { name: 'Add field' }).click();
    await this.root.getByRole('combobox', { name: 'Field to add' }).fill(name);
    await this.root.getByRole('option', { name }).first().click();
  }

  /** Maps an input field into a field by the inline list that `/` opens. */
  async map(field: string, input: string): Promise<void> {
    await this.field(field).click();
    await this.field(field).press('/');
    await this.completion(input).click();
  }

  /** An entry of the list that opens in a value field. */
  completion(name: string): Locator {
    return this.#page
      .locator('.cm-tooltip-autocomplete')
      .getByRole('option', { name: new RegExp(`^${name}`) })
      .first();
  }

  /** A row of the Input tree. */
  inputRow(name: string): Locator {
    return this.root.getByRole('tree').getByRole('treeitem').filter({ hasText: name }).last();
  }

  records(): Locator {
    return this.root.getByRole('table');
  }
}
