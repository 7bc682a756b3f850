import { MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { JsonObject } from '../../shared/json/json.ts';
import type { JournalEntry } from '../ports/run.ts';
import type { CallContext, SourcePage, SourceRunner } from '../ports/step.ts';
import { guardCall } from './guard.ts';
import type { ReplayedRead } from './replay.ts';
import type { RunningStep } from './running-step.ts';

/**
 * One read of a source in the journal, by what the keys of its batches begin with. A source that can be read a second
 * time leaves only what it was then; of any other each page is kept, since what comes of it is done outside and reading
 * again would give other rows. Nothing is kept of a run without calls: it may simply begin again.
 */
export class JournaledRead {
  readonly #step: RunningStep;
  readonly #runner: SourceRunner;
  readonly #key: string;
  /** What an earlier try of the run read. */
  readonly earlier: ReplayedRead | undefined;

  constructor(step: RunningStep, runner: SourceRunner, key: string) {
    this.#step = step;
    this.#runner = runner;
    this.#key = key;
    this.earlier = step.execution.replay?.read(step.id, key);
  }

  /**
   * Notes what is read; `abort` belongs to `call`. Throws RESUME_SOURCE_CHANGED when an earlier try read something else,
   * and what a call throws.
   */
  async begin(incoming: JsonObject, call: CallContext, abort: AbortController): Promise<void> {
    const { repeatable, version: tell } = this.#runner;
    if (!this.#isKept || !repeatable || !tell) return;
    const version = await guardCall(this.#step, abort, () => tell.call(this.#runner, incoming, call));
    const before = this.earlier?.version;
    if (before === undefined) await this.#append({ version });
    else if (JSON.stringify(before) !== JSON.stringify(version)) {
      throw new MillraceError('RESUME_SOURCE_CHANGED', { step: this.#step.planned.step.name });
    }
  }

  /** Keeps a page before its rows move on. */
  async keep({ records, cursor }: SourcePage): Promise<void> {
    if (!this.#isKept || this.#runner.repeatable) return;
    await this.#append({ page: { records }, ...(cursor === undefined ? {} : { cursor }) });
  }

  /** Notes that no page is left. */
  async end(): Promise<void> {
    if (this.#isKept && !this.#runner.repeatable) await this.#append({ page: { records: [] }, ended: true });
  }

  get #isKept(): boolean {
    return this.#step.execution.namesRecords;
  }

  async #append(outcome: JournalEntry['outcome']): Promise<void> {
    const { execution, id } = this.#step;
    try {
      await execution.journal?.append([{ runId: execution.runId, step: id, batchKey: this.#key, outcome }]);
    } catch (thrown) {
      // No fault of what is read: nothing may be read again for it, nor any record be blamed.
      this.#step.failRun(toMillraceError(thrown));
      throw thrown;
    }
  }
}
