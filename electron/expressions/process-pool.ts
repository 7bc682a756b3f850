import { MillraceError } from '../../shared/errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { EvaluatorLauncher, EvaluatorProcess, EvaluatorReply, EvaluatorRequest } from '../ports/evaluator.ts';
import { readReply } from './read-reply.ts';

/** Processes that evaluate at the same time; more would take one another's time, which is limited. */
const MOST_AT_WORK = 3;
/**
 * Processes that are there, at work or resting: steps that take turns mustn't start one at each of their turns. Each
 * takes about 50 MB besides what its expression needs.
 */
const MOST_PROCESSES = 8;
/** One that nobody uses ends after this time. */
const IDLE_MS = 2_000;
/** The spare, which spares the next expression the start of a process, stays longer. */
const SPARE_MS = 30_000;
/** Milliseconds for a start; a computer that is very busy takes seconds. */
const START_MS = 20_000;

/** A process in the hands of one expression. Nothing that another expression did is left in it. */
export type HeldProcess = {
  /** Sends a request and hands its replies to `hear` until the next. `hear` gets undefined when the process is gone. */
  ask(request: EvaluatorRequest, hear: (reply: EvaluatorReply | undefined) => void): void;
  readonly gone: boolean;
  kill(): void;
};

/** The processes of a host: a few at work, each for one expression as long as it has work, some at rest, and a spare one. */
export type ProcessPool = {
  /** A fresh process, once there is room. Rejects with EVALUATOR_FAILED when none can be started. */
  take(): Promise<HeldProcess>;
  /** Says that the holder is done for now; it may go on with `resume` as long as the process is there. */
  rest(process: HeldProcess): void;
  /** Resolves at the holder's turn: true when the process is still there and may work again. */
  resume(process: HeldProcess): Promise<boolean>;
  close(): void;
};

export function createProcessPool(launch: EvaluatorLauncher, clock: Clock): ProcessPool {
  const taken = new Set<PooledProcess>();
  const working = new Set<HeldProcess>();
  const resting = new Map<HeldProcess, () => void>();
  const waiting: (() => void)[] = [];
  let free = MOST_AT_WORK;
  let spare: { process: PooledProcess; cancelEnd: () => void } | undefined;
  let closed = false;

  const keepSpare = (): void => {
    if (closed || spare) return;
    const process = new PooledProcess(launch, clock, () => {
      if (spare?.process === process) {
        spare.cancelEnd();
        spare = undefined;
      }
    });
    spare = { process, cancelEnd: clock.schedule(SPARE_MS, () => process.kill()) };
  };

  const takeTurn = async (): Promise<void> => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };

  const giveTurn = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };

  const forget = (process: PooledProcess): void => {
    resting.get(process)?.();
    resting.delete(process);
    taken.delete(process);
    if (working.delete(process)) giveTurn();
  };

  return {
    async take() {
      await takeTurn();
      if (closed) {
        giveTurn();
        throw new MillraceError('EVALUATOR_FAILED');
      }
      // Fewer are at work than may be there, so that one rests.
      const [oldest] = resting.keys();
      if (taken.size >= MOST_PROCESSES) oldest?.kill();
      const ready = spare?.process;
      spare?.cancelEnd();
      spare = undefined;
      const process: PooledProcess = ready ?? new PooledProcess(launch, clock, () => forget(process));
      process.onGone = () => forget(process);
      taken.add(process);
      working.add(process);
      await process.started;
      keepSpare();
      return process;
    },
    rest: (process) => {
      if (process.gone) return;
      resting.set(
        process,
        clock.schedule(IDLE_MS, () => process.kill()),
      );
      if (working.delete(process)) giveTurn();
    },
    async resume(process) {
      if (process.gone) return false;
      // It isn't idle any more, though another may still need its room.
      resting.get(process)?.();
      await takeTurn();
      if (process.gone) {
        giveTurn();
        return false;
      }
      resting.delete(process);
      working.add(process);
      return true;
    },
    close: () => {
      closed = true;
      for (const process of [...taken, ...(spare ? [spare.process] : [])]) process.kill();
    },
  };
}

class PooledProcess implements HeldProcess {
  /** Resolves when it is ready; rejects with EVALUATOR_FAILED when it ends before. */
  readonly started: Promise<void>;
  gone = false;
  onGone: () => void;
  readonly #process: EvaluatorProcess;
  readonly #end: () => void;
  #hear: ((reply: EvaluatorReply | undefined) => void) | undefined;

  constructor(launch: EvaluatorLauncher, clock: Clock, onGone: () => void) {
    this.onGone = onGone;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.started = promise;
    // A spare that can't be started is nobody's yet.
    promise.catch(() => undefined);
    const cancelStart = clock.schedule(START_MS, () => this.kill());
    const end = (): void => {
      if (this.gone) return;
      this.gone = true;
      cancelStart();
      reject(new MillraceError('EVALUATOR_FAILED'));
      this.onGone();
      this.#hear?.(undefined);
    };
    this.#process = launch({
      reply: (told) => {
        if (this.gone) return;
        const reply = readReply(told);
        if (!reply) return this.kill();
        if (reply.type === 'ready') {
          cancelStart();
          resolve();
        } else {
          this.#hear?.(reply);
        }
      },
      ended: end,
    });
    this.#end = end;
  }

  ask(request: EvaluatorRequest, hear: (reply: EvaluatorReply | undefined) => void): void {
    this.#hear = hear;
    if (this.gone) hear(undefined);
    else this.#process.send(request);
  }

  kill(): void {
    this.#process.kill();
    this.#end();
  }
}
