import type { Openness } from '../ports/planning.ts';
import type { PlannedStep } from './plan.ts';

/**
 * The steps of a run that hand on what its plan couldn’t know: those that add the result of a withheld write, and all
 * behind them.
 */
export class OpenSteps {
  readonly #steps: readonly PlannedStep[];
  readonly #openness: Openness | undefined;
  readonly #giving = new Set<number>();

  constructor(steps: readonly PlannedStep[], openness: Openness | undefined) {
    this.#steps = steps;
    this.#openness = openness;
  }

  /** True for a step that gets such values. */
  has({ incoming }: PlannedStep): boolean {
    return this.#openness?.open === true || incoming.some(({ from }) => this.#giving.has(from));
  }

  /** From now on the step hands such values on. */
  open(step: PlannedStep): void {
    this.#openness?.opened();
    const found = [step];
    for (let next = found.pop(); next; next = found.pop()) {
      if (this.#giving.has(next.index)) continue;
      this.#giving.add(next.index);
      for (const { to } of next.edges.flat()) {
        const behind = this.#steps[to];
        if (behind) found.push(behind);
      }
    }
  }
}
