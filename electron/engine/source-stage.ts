import { MillraceError, toMillraceError } from '../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../shared/json/json.ts';
import type { Admission } from '../ports/breaker.ts';
import type { SourceRunner } from '../ports/step.ts';
import { callContext } from './calls.ts';
import { membershipOf } from './membership.ts';
import { PageReader } from './page-reader.ts';
import { retryDelay, spared, usedUp } from './retry.ts';
import type { RunningStep } from './running-step.ts';
import { JournaledRead } from './source-journal.ts';
import type { Stage } from './stage.ts';

/** Runs the trigger: reads once, with nothing coming in. Its batches are `step:page`. */
export async function runTrigger(stage: Stage, runner: SourceRunner): Promise<void> {
  const { step } = stage;
  step.tally.start();
  const error = await readAll(stage, runner, { record: {}, key: '', place: undefined });
  // No record came that could be skipped or sent on, so a trigger that fails ends the run whatever its policy.
  if (error) step.failRun(error);
}

/** Runs a source behind other steps: reads once for each record that comes; its batches are `batch#index/step:page`. */
export async function runSourceStage(stage: Stage, runner: SourceRunner): Promise<void> {
  const { step, outlets } = stage;
  for (let batch = await stage.next(); batch; batch = await stage.next()) {
    const firstIndex = step.tally.receivedInAll - batch.records.length;
    for (const [index, record] of batch.records.entries()) {
      const id = batch.ids?.[index] ?? index;
      if (step.execution.stopped || stage.exhausted()) {
        step.tally.skipped(batch.records.length - index);
        break;
      }
      const place = firstIndex + index;
      const error = await readAll(stage, runner, { record, key: `${batch.key}#${id}/`, place });
      if (error && step.execution.stopped) step.tally.skipped(1);
      else if (error) {
        const failed = step.fail(place, record, error);
        if (failed && step.planned.errorPort !== undefined) {
          await outlets.emit(step.planned.errorPort, {
            key: batch.key,
            records: [failed],
            ids: [id],
            parents: [place],
          });
        }
      }
    }
    step.tally.flush();
  }
}

/** The record that is read for, what begins the keys of the batches that come of it, and its place; a trigger has none. */
type Incoming = { record: JsonObject; key: string; place: number | undefined };

/**
 * Reads every page and hands its rows on. After a retryable error it goes on from the last cursor; where no cursor was
 * given, only before the first page. Tries count anew after each page. Gives the error that ended reading.
 */
async function readAll(stage: Stage, runner: SourceRunner, incoming: Incoming): Promise<MillraceError | undefined> {
  const { step } = stage;
  const { execution } = step;
  const progress: Progress = { pages: 0, rows: 0, attempt: 1, resumable: true };
  const journal = new JournaledRead(step, runner, incoming.key);
  const ended = await handOnEarlier(stage, incoming, progress, journal);
  if (!ended && !progress.resumable) return new MillraceError('RESUME_IMPOSSIBLE', { step: step.planned.step.name });
  for (;;) {
    try {
      if (!ended) await readPages(stage, runner, incoming, progress, journal);
      if (incoming.place !== undefined && progress.rows === 0) {
        if (execution.stopped) step.tally.skipped(1);
        else step.tally.filtered(1);
      }
      return undefined;
    } catch (thrown) {
      const error = toMillraceError(thrown);
      const wanted = error.retryable && progress.resumable && progress.attempt < step.attempts && !execution.stopped;
      // What the breaker held back was no call, so it costs nothing to ask again.
      const again = wanted && (error.code === 'CIRCUIT_BREAKER_OPEN' || step.breaker.retries.spend());
      if (wanted && !again) step.tally.warned(spared);
      if (!again) return usedUp(error, progress.attempt);
      const delayMs = retryDelay(error, progress.attempt, execution.random);
      progress.attempt += 1;
      step.tally.retried(progress.attempt, delayMs, error);
      await execution.clock.sleep(delayMs, execution.sourceSignal).catch((reason: unknown) => {
        if (!execution.sourceSignal.aborted) throw reason;
      });
      if (execution.stopped) return error;
    }
  }
}

/** How far a read has come. `resumable`: it can begin again without giving a row twice. */
type Progress = { pages: number; rows: number; attempt: number; resumable: boolean; cursor?: Json };

async function readPages(
  stage: Stage,
  runner: SourceRunner,
  incoming: Incoming,
  progress: Progress,
  journal: JournaledRead,
): Promise<void> {
  const { step } = stage;
  const { execution } = step;
  const abort = new AbortController();
  const call = callContext(step, abort.signal, progress.attempt, (index) => `${incoming.key}${step.id}#${index}`);
  if (progress.pages === 0) await journal.begin(incoming.record, call, abort);
  const pages = new PageReader(step, abort, runner.read(incoming.record, call, progress.cursor));
  const endReading = () => abort.abort(execution.sourceSignal.reason);
  execution.sourceSignal.addEventListener('abort', endReading, { once: true });
  let admission: Admission | undefined;
  try {
    for (;;) {
      if (execution.stopped || isUnwanted(stage)) return;
      // Only a read that begins is held back: one that goes on may have no cursor to begin again from.
      admission ??= admit(step);
      if (progress.attempt === 1) step.breaker.retries.earn();
      const page = await readPage(step, pages, admission).catch((thrown: unknown) => {
        if (execution.stopped || !isUnwanted(stage)) throw thrown;
        if (!execution.ending) step.warnOfClosing(thrown);
        return 'unwanted' as const;
      });
      if (page === 'unwanted') return;
      admission = { probe: false };
      if (!page) return await journal.end();
      const key = `${incoming.key}${step.id}:${progress.pages}`;
      progress.pages += 1;
      progress.rows += page.records.length;
      progress.attempt = 1;
      progress.resumable = page.cursor !== undefined;
      if (page.cursor !== undefined) progress.cursor = page.cursor;
      await journal.keep(page);
      await handOn(stage, key, incoming, page.records);
      if (execution.pacer.due()) await execution.pacer.pause();
    }
  } finally {
    execution.sourceSignal.removeEventListener('abort', endReading);
    await pages.close();
  }
}

/** True when no further row is wanted, so that one which can't be read isn't missed either. */
function isUnwanted(stage: Stage): boolean {
  return stage.step.execution.ending !== undefined || stage.exhausted();
}

/** Leave to begin a read. Throws the CIRCUIT_BREAKER_OPEN that it fails with. */
function admit({ breaker }: RunningStep): Admission {
  const admission = breaker.admit();
  if (admission instanceof MillraceError) throw admission;
  return admission;
}

/** The next page; the breaker hears how that went. */
async function readPage<Page>(
  { breaker, execution }: RunningStep,
  pages: PageReader<Page>,
  admission: Admission,
): Promise<Page | undefined> {
  try {
    const page = await pages.next();
    breaker.report(admission, undefined);
    return page;
  } catch (thrown) {
    if (execution.stopped) breaker.withdraw(admission);
    else breaker.report(admission, toMillraceError(thrown));
    throw thrown;
  }
}

/** Hands on the pages that an earlier try of the run read, as far as they were kept; true when those were all. */
async function handOnEarlier(
  stage: Stage,
  incoming: Incoming,
  progress: Progress,
  { earlier }: JournaledRead,
): Promise<boolean> {
  for (const { page, cursor } of earlier?.pages ?? []) {
    if (stage.step.execution.stopped || stage.exhausted()) return true;
    const key = `${incoming.key}${stage.step.id}:${progress.pages}`;
    progress.pages += 1;
    progress.rows += page.records.length;
    progress.resumable = cursor !== undefined;
    if (cursor !== undefined) progress.cursor = cursor;
    await handOn(stage, key, incoming, page.records);
  }
  return earlier?.ended ?? false;
}

/** The incoming record's fields are kept in each row; a row's fields win. */
async function handOn(stage: Stage, key: string, { record, place }: Incoming, page: JsonObject[]): Promise<void> {
  const { execution, planned } = stage.step;
  const rows = stage.bringIn(page);
  const bare = Object.keys(record).length === 0 && membershipOf(record) === undefined;
  const records = bare ? rows : rows.map((row) => ({ ...record, ...row }));
  if (planned.manifest?.trigger) execution.triggerRecord ??= records[0] ?? null;
  const ids = execution.namesRecords ? records.map((_, index) => index) : undefined;
  await stage.outlets.emit(0, { key, records, ids, parents: place === undefined ? null : records.map(() => place) });
}
