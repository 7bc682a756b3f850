import type { MillraceError } from '../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import type { Clock } from '../ports/clock.ts';
import type { Evaluation, EvaluatorAnswer, EvaluatorBindings, EvaluatorReply } from '../ports/evaluator.ts';
import { EVALUATOR_LIMITS, evaluationError, syntaxError } from './faults.ts';
import type { HeldProcess, ProcessPool } from './process-pool.ts';
import { type QueuedRecord, takeTogether } from './record-queue.ts';

/** Milliseconds without a word after which a process is killed: twice the limit (S28). */
const KILL_MS = 2 * EVALUATOR_LIMITS.milliseconds;

/** Why a process was lost in the middle of its work. */
type Loss = 'time' | 'memory' | 'aborted';

/** One expression and its process, which comes and goes: it is killed past the bounds, and when nothing is to be done. */
export class ProcessEvaluation implements Evaluation {
  readonly #source: string;
  readonly #pool: ProcessPool;
  readonly #clock: Clock;
  readonly #queue: QueuedRecord[] = [];
  #process: HeldProcess | undefined;
  #working = false;
  /** Hears that a record isn't wanted any more. */
  #onAbort: (() => void) | undefined;

  constructor(source: string, pool: ProcessPool, clock: Clock) {
    this.#source = source;
    this.#pool = pool;
    this.#clock = clock;
  }

  /** Reads the expression. Rejects as `Evaluator.open` does. */
  async compile(): Promise<void> {
    const process = await this.#ready();
    this.#pool.rest(process);
  }

  evaluate(record: JsonObject, bindings: EvaluatorBindings, signal: AbortSignal): Promise<Json | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<Json | undefined>();
    if (signal.aborted) return Promise.reject(signal.reason);
    const json = writeRecord(record);
    if (json === undefined) return Promise.reject(evaluationError(this.#source, { kind: 'depth', message: '' }));
    const onAbort = () => {
      reject(signal.reason);
      this.#onAbort?.();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#queue.push({ json, bindings, signal, resolve, reject });
    if (!this.#working) void this.#work();
    return promise.finally(() => signal.removeEventListener('abort', onAbort));
  }

  async #work(): Promise<void> {
    this.#working = true;
    // What comes in the same turn travels together.
    await this.#clock.yield();
    for (let records = takeTogether(this.#queue); records.length > 0; records = takeTogether(this.#queue)) {
      try {
        await this.#evaluateAll(records);
      } catch (thrown) {
        for (const { reject } of records) reject(thrown);
      }
      if (this.#process) this.#pool.rest(this.#process);
    }
    this.#working = false;
  }

  /** Evaluates all records. After a loss each answer is told at once, so that the next loss shows whose it is. */
  async #evaluateAll(records: QueuedRecord[]): Promise<void> {
    let left = records;
    let careful = records.length === 1;
    while (left.length > 0) {
      const process = await this.#ready();
      // Some may have been given up while it was made ready.
      left = left.filter(({ signal }) => !signal.aborted);
      if (left.length === 0) return;
      const { answered, loss } = await this.#ask(process, left, careful);
      left = left.slice(answered);
      if (loss && loss !== 'aborted' && careful) left.shift()?.reject(this.#lossError(loss));
      left = left.filter(({ signal }) => !signal.aborted);
      careful = true;
    }
  }

  /** Sends records and hands out their answers as they come, until all have theirs or the process is lost. */
  #ask(process: HeldProcess, records: QueuedRecord[], careful: boolean): Promise<{ answered: number; loss?: Loss }> {
    return new Promise((resolve) => {
      let answered = 0;
      let loss: Loss = 'memory';
      const kill = (reason: Loss) => {
        loss = reason;
        process.kill();
      };
      let cancelKill = this.#clock.schedule(KILL_MS, () => kill('time'));
      this.#onAbort = () => {
        if (records.every(({ signal }, place) => place < answered || signal.aborted)) kill('aborted');
      };
      const end = (how: { loss?: Loss }) => {
        cancelKill();
        this.#onAbort = undefined;
        resolve({ answered, ...how });
      };
      const hear = (reply: EvaluatorReply | undefined) => {
        if (!reply) return end({ loss });
        cancelKill();
        const answers = reply.type === 'answers' ? reply.answers : [];
        for (const answer of answers) this.#settle(records[answered++], answer);
        if (answered >= records.length) end({});
        else cancelKill = this.#clock.schedule(KILL_MS, () => kill('time'));
      };
      const bindings = JSON.stringify(records[0]?.bindings ?? {});
      process.ask({ type: 'evaluate', bindings, records: records.map(({ json }) => json), careful }, hear);
    });
  }

  #settle(record: QueuedRecord | undefined, answer: EvaluatorAnswer): void {
    if (!record) return;
    if ('fault' in answer) record.reject(evaluationError(this.#source, answer.fault));
    else if ('nothing' in answer) record.resolve(undefined);
    else {
      try {
        // The numbers are JSONata's own: none has more digits than it was calculated with.
        record.resolve(JSON.parse(answer.json) as Json);
      } catch (thrown) {
        record.reject(thrown);
      }
    }
  }

  /** The process, with the expression in it. */
  async #ready(): Promise<HeldProcess> {
    const present = this.#process;
    if (present && (await this.#pool.resume(present))) return present;
    const process = await this.#pool.take();
    try {
      await this.#compileIn(process);
    } catch (thrown) {
      process.kill();
      throw thrown;
    }
    this.#process = process;
    return process;
  }

  #compileIn(process: HeldProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      let loss: Loss = 'memory';
      const cancelKill = this.#clock.schedule(KILL_MS, () => {
        loss = 'time';
        process.kill();
      });
      process.ask({ type: 'compile', source: this.#source, limits: EVALUATOR_LIMITS }, (reply) => {
        cancelKill();
        if (!reply) reject(this.#lossError(loss));
        else if (reply.type === 'refused') reject(syntaxError(this.#source, reply.fault));
        else resolve();
      });
    });
  }

  #lossError(loss: Loss): MillraceError {
    const kind = loss === 'time' ? 'time' : 'memory';
    return evaluationError(this.#source, { kind, message: '' });
  }
}

/** A record as JSON text; undefined for one that nests deeper than this process can write. */
function writeRecord(record: JsonObject): string | undefined {
  try {
    return JSON.stringify(record);
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}
