import { toMillraceError } from '../../shared/errors/index.ts';
import type { ArrivedBatch } from './batch.ts';
import { HeldBack } from './held-back.ts';
import { orderByName } from './ordered-arrivals.ts';
import type { Intake } from './outlets.ts';
import type { RunningStep } from './running-step.ts';

/**
 * Stands before a step that needs all its records and for which their order counts, where that order depends on timing:
 * it holds back all that comes and then hands it on in the order of the records' names, so that a resumed run makes the
 * same of it.
 */
export class OrderedIntake implements Intake {
  readonly #step: RunningStep;
  readonly #behind: Intake;
  readonly #held: HeldBack;
  readonly #allCame = Promise.withResolvers<void>();
  readonly #edge: number;
  #open = 0;
  /** A batch that room is being made for: lines bring theirs side by side, and only one may be taken at a time. */
  #taking: Promise<void> | undefined;

  /** `step` is the one that `behind` belongs to. */
  constructor(step: RunningStep, behind: Intake) {
    this.#step = step;
    this.#behind = behind;
    this.#held = new HeldBack(step, orderByName());
    this.#edge = behind.openEdge();
    step.execution.onStop(() => this.#allCame.resolve());
  }

  openEdge(): number {
    this.#open += 1;
    return this.#open - 1;
  }

  closeEdge(): void {
    this.#open -= 1;
    if (this.#open === 0) this.#allCame.resolve();
  }

  accept(batch: ArrivedBatch): Promise<void> | undefined {
    const add = () => this.#held.add(batch);
    const added = this.#taking ? this.#taking.then(add) : add();
    if (!added) return undefined;
    const taking = added
      .catch((thrown: unknown) => this.#step.failRun(toMillraceError(thrown)))
      .then(() => {
        if (this.#taking === taking) this.#taking = undefined;
      });
    this.#taking = taking;
    return taking;
  }

  /** Hands everything on once it has come. Never rejects: what goes wrong ends the run. */
  async run(): Promise<void> {
    const { execution } = this.#step;
    await this.#allCame.promise;
    try {
      if (!execution.stopped) await this.#handOn();
    } catch (thrown) {
      this.#step.failRun(toMillraceError(thrown));
    }
    if (!execution.stopped) this.#behind.closeEdge();
  }

  /** Counts what was never handed on, when the run has stopped. */
  skipWaiting(): void {
    this.#held.skipRest();
    this.#step.tally.flush();
  }

  async #handOn(): Promise<void> {
    for await (const batch of this.#held.read()) {
      await this.#behind.accept(batch, this.#edge);
    }
  }
}
