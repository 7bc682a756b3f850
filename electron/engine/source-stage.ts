import { type MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import type { JournaledPage } from '../ports/run.ts';
import type { SourcePage, SourceRunner } from '../ports/step.ts';
import { callContext } from './calls.ts';
import { PageReader } from './page-reader.ts';
import { retryDelay } from './retry.ts';
import type { Stage } from './stage.ts';

/** Runs the trigger: reads once, with nothing coming in. Its batches are `step:page`. */
export async function runTrigger(stage: Stage, runner: SourceRunner): Promise<void> {
  const { step } = stage;
  step.tally.start();
  const error = await readAll(stage, runner, {}, '');
  // No record came that could be skipped or sent on, so a trigger that fails ends the run whatever its policy.
  if (error) step.failRun(error);
}

/** Runs a source behind other steps: reads once for each record that comes; its batches are `batch#index/step:page`. */
export async function runSourceStage(stage: Stage, runner: SourceRunner): Promise<void> {
  const { step, outlets } = stage;
  for (let batch = await stage.next(); batch; batch = await stage.next()) {
    const firstIndex = step.tally.receivedInAll - batch.records.length;
    for (const [index, record] of batch.records.entries()) {
      if (step.execution.stopped || stage.exhausted()) {
        step.tally.skipped(batch.records.length - index);
        break;
      }
      const error = await readAll(stage, runner, record, `${batch.key}#${index}/`);
      if (error && step.execution.stopped) step.tally.skipped(1);
      else if (error) {
        const failed = step.fail(firstIndex + index, record, error);
        if (failed && step.planned.errorPort !== undefined) {
          await outlets.emit(step.planned.errorPort, `${batch.key}#${index}`, [failed]);
        }
      }
    }
    step.tally.flush();
  }
}

/**
 * Reads every page and hands its rows on. After a retryable error it goes on from the last cursor; where no cursor was
 * given, only before the first page. Tries count anew after each page. Gives the error that ended reading.
 */
async function readAll(
  stage: Stage,
  runner: SourceRunner,
  incoming: JsonObject,
  keyBefore: string,
): Promise<MillraceError | undefined> {
  const { step } = stage;
  const { execution } = step;
  const progress: Progress = { pages: 0, attempt: 1, resumable: true };
  for (;;) {
    try {
      await readPages(stage, runner, incoming, keyBefore, progress);
      return undefined;
    } catch (thrown) {
      const error = toMillraceError(thrown);
      const again = error.retryable && progress.resumable && progress.attempt < step.attempts;
      if (!again || execution.stopped) return error;
      const delayMs = retryDelay(error, progress.attempt, execution.random);
      progress.attempt += 1;
      step.tally.retried(progress.attempt, delayMs, error);
      const stopped = await execution.clock.sleep(delayMs, execution.signal).then(
        () => false,
        () => true,
      );
      if (stopped) return error;
    }
  }
}

/** How far a read has come. `resumable`: it can begin again without giving a row twice. */
type Progress = { pages: number; attempt: number; resumable: boolean; cursor?: Json };

async function readPages(
  stage: Stage,
  runner: SourceRunner,
  incoming: JsonObject,
  keyBefore: string,
  progress: Progress,
): Promise<void> {
  const { step } = stage;
  const { execution } = step;
  const abort = new AbortController();
  const call = callContext(step, abort.signal, progress.attempt, (index) => `${keyBefore}${step.id}#${index}`);
  const pages = new PageReader(step, abort, runner.read(incoming, call, progress.cursor));
  try {
    for (;;) {
      if (execution.stopped || execution.ending || stage.exhausted()) return;
      const page = await pages.next();
      if (!page) return;
      const key = `${keyBefore}${step.id}:${progress.pages}`;
      progress.pages += 1;
      progress.attempt = 1;
      progress.resumable = page.cursor !== undefined;
      if (page.cursor !== undefined) progress.cursor = page.cursor;
      await journalPage(stage, key, page);
      await handOn(stage, key, incoming, page.records);
      if (execution.pacer.due()) await execution.pacer.pause();
    }
  } finally {
    await pages.close();
  }
}

async function journalPage({ step }: Stage, batchKey: string, { cursor, records }: SourcePage): Promise<void> {
  const { execution, id } = step;
  if (!execution.journal || cursor === undefined) return;
  const outcome: JournaledPage = { cursor, count: records.length };
  const entry = { runId: execution.runId, step: id, batchKey, outcome };
  await execution.journal.append([entry]).catch((reason: unknown) => step.failRun(toMillraceError(reason)));
}

/** The incoming record's fields are kept in each row; a row's fields win. */
async function handOn(stage: Stage, key: string, incoming: JsonObject, rows: JsonObject[]): Promise<void> {
  const { execution, planned } = stage.step;
  const bare = Object.keys(incoming).length === 0;
  const records = bare ? rows : rows.map((row) => ({ ...incoming, ...row }));
  if (planned.manifest?.trigger) execution.triggerRecord ??= records[0] ?? null;
  await stage.outlets.emit(0, key, records);
}
