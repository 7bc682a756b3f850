/** Longest time spent before other requests get their turn, in milliseconds. */
const sliceMs = 8;

interface Task {
  readonly steps: Iterator<void>;
  readonly failed: (error: unknown) => void;
}

/**
 * Work done bit by bit while the server goes on answering: every task gets one step in turn, and after 8 ms of steps
 * everything else in the process gets its chance.
 */
export class WorkQueue {
  readonly #tasks = new Map<string, Task>();
  #next: NodeJS.Immediate | null = null;

  /** Adds a task. `failed` gets what a step threw; the task is over then. A task of the same name is replaced. */
  add(name: string, steps: Iterator<void>, failed: (error: unknown) => void): void {
    this.#tasks.set(name, { steps, failed });
    this.#next ??= setImmediate(() => this.#run());
  }

  /** Whether a task of this name still has work to do. */
  has(name: string): boolean {
    return this.#tasks.has(name);
  }

  /** Ends a task after the step it is in. */
  cancel(name: string): void {
    this.#tasks.delete(name);
  }

  /** Ends all tasks. */
  stop(): void {
    this.#tasks.clear();
    if (this.#next) clearImmediate(this.#next);
    this.#next = null;
  }

  #step(name: string, task: Task): void {
    // A finished task is taken out first, so that it may add itself anew while it ends.
    try {
      if (task.steps.next().done === true && this.#tasks.get(name) === task) this.#tasks.delete(name);
    } catch (error) {
      if (this.#tasks.get(name) === task) this.#tasks.delete(name);
      task.failed(error);
    }
  }

  #run(): void {
    this.#next = null;
    const end = performance.now() + sliceMs;
    while (this.#tasks.size > 0 && performance.now() < end) {
      for (const [name, task] of [...this.#tasks]) {
        if (performance.now() >= end) break;
        // Back to the end of the line, so that a small job does not wait for a large one.
        if (this.#tasks.get(name) !== task) continue;
        this.#tasks.delete(name);
        this.#tasks.set(name, task);
        this.#step(name, task);
      }
    }
    if (this.#tasks.size > 0) this.#next ??= setImmediate(() => this.#run());
  }
}
