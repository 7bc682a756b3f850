import { expect, type Locator, type Page } from '@playwright/test';

/** The canvas of the open flow: steps, ports, lines. Steps are found by their name, as a person would. */
export class Canvas {
  readonly #page: Page;
  readonly root: Locator;
  readonly steps: Locator;
  readonly lines: Locator;
  readonly addStep: Locator;
  readonly addTrigger: Locator;
  readonly fit: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.root = page.getByTestId('flow-canvas');
    this.steps = this.root.getByRole('group', { name: /^Step \d+ of \d+,/ });
    this.lines = this.root.getByRole('img', { name: /^From / });
    this.addStep = this.root.getByRole('button', { name: 'Add step' });
    this.addTrigger = this.root.getByRole('button', { name: /Add a trigger/ });
    this.fit = this.root.getByRole('button', { name: 'Fit the flow' });
  }

  step(name: string): Locator {
    return this.root.getByRole('group', { name: new RegExp(`^Step \\d+ of \\d+, ${escapePattern(name)},`) });
  }

  /** A step’s connecting point; its name is `in`, `out`, or that of an output. */
  port(step: string, name: string): Locator {
    return this.step(step).locator(`[data-testid^="port-"][data-testid$="-${name}"]`);
  }

  /** The line between two steps; `port` is the label of the output where there are several. */
  line(from: string, to: string, port?: string): Locator {
    const output = port === undefined ? '(?:, [^,]+)?' : `, ${escapePattern(port)}`;
    return this.root.getByRole('img', {
      name: new RegExp(`^From ${escapePattern(from)}${output}, to ${escapePattern(to)}(?:,|$)`),
    });
  }

  /** The number of records on a line, which shows them. */
  count(from: string, to: string): Locator {
    return this.root.getByRole('button', {
      name: new RegExp(`between ${escapePattern(from)} and ${escapePattern(to)}, show data$`),
    });
  }

  /** The (+) at an output that leads nowhere yet. */
  addAfter(step: string, port?: string): Locator {
    const name = port === undefined ? `Add a step after ${step}` : `Add a step after ${step}, ${port}`;
    return this.step(step).getByRole('button', { name, exact: true });
  }

  /** Presses, moves and lets go, in steps as a hand does. */
  async drag(from: Locator, to: Locator | { x: number; y: number }): Promise<void> {
    const start = await centre(from);
    const end = 'x' in to ? to : await centre(to);
    await this.#page.mouse.move(start.x, start.y);
    await this.#page.mouse.down();
    await this.#page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
    await this.#page.mouse.move(end.x, end.y, { steps: 4 });
    await this.#page.mouse.up();
  }

  /** Where a step stands on the canvas, in px of the flow, whatever the zoom and the panning. */
  async place(step: string): Promise<{ x: number; y: number }> {
    const transform = await this.step(step).evaluate((node) => (node as HTMLElement).style.transform);
    const match = /translate\((-?[\d.]+)px, (-?[\d.]+)px\)/.exec(transform);
    expect(match, `the place of ${step}`).not.toBeNull();
    return { x: Number(match?.[1]), y: Number(match?.[2]) };
  }

  /** Shows the tools of a line and gives its (+). */
  async insertOn(from: string, to: string): Promise<Locator> {
    const point = await this.line(from, to).locator('.react-flow__edge-interaction').evaluate(middleOfPath);
    await this.#page.mouse.move(point.x, point.y);
    return this.root.getByRole('button', { name: `Insert a step between ${from} and ${to}` });
  }
}

/** The middle of a drawn line, in px of the window. */
function middleOfPath(path: SVGElement | HTMLElement): { x: number; y: number } {
  const line = path as SVGPathElement;
  const { x, y } = line.getPointAtLength(line.getTotalLength() / 2);
  const matrix = line.getScreenCTM();
  return matrix ? new DOMPoint(x, y).matrixTransform(matrix) : { x, y };
}

async function centre(locator: Locator): Promise<{ x: number; y: number }> {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  if (!box) throw new Error(`Nothing to see of ${locator}`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
