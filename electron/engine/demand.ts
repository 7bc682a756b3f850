import type { PlannedRunner } from './given-stage.ts';
import type { PlannedStep } from './plan.ts';

/**
 * Which steps still want records. A step that has enough (`exhausted`), or whose lines all lead to steps that want
 * none, wants none either, unless it writes, needs all there is or is the last of its way. Worked out anew only when one more step has
 * enough, so asking is cheap.
 */
export class Demand {
  readonly #steps: readonly PlannedStep[];
  readonly #limited: { index: number; exhausted: () => boolean }[] = [];
  readonly #needingAll: (() => boolean)[] = [];
  readonly #wanted: boolean[];
  #satisfied = 0;

  constructor(steps: readonly PlannedStep[], runners: readonly (PlannedRunner | undefined)[]) {
    this.#steps = steps;
    this.#wanted = steps.map(() => true);
    for (const [index, runner] of runners.entries()) {
      if (runner?.shape !== 'map' || !runner.pure) continue;
      if (runner.needsAll) this.#needingAll[index] = runner.needsAll.bind(runner);
      if (!runner.exhausted) continue;
      this.#limited.push({ index, exhausted: runner.exhausted.bind(runner) });
    }
  }

  /** True when records that reach the step at this place of the plan would still change something. */
  wants(index: number): boolean {
    if (this.#limited.length > 0) this.#refresh();
    return this.#wanted[index] ?? true;
  }

  #refresh(): void {
    const satisfied = this.#limited.filter(({ exhausted }) => exhausted());
    if (satisfied.length === this.#satisfied) return;
    this.#satisfied = satisfied.length;
    for (const { index } of satisfied) this.#wanted[index] = false;
    for (const { index, edges, manifest } of this.#steps.toReversed()) {
      const targets = edges.flat();
      if (!this.#wanted[index] || targets.length === 0 || manifest?.effect === 'write') continue;
      if (this.#needingAll[index]?.()) continue;
      this.#wanted[index] = targets.some(({ to }) => this.#wanted[to]);
    }
  }
}
