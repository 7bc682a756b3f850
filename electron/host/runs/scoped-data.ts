import type { RunSummary } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { FlowDocument } from '../../../shared/flow/index.ts';
import type { JsonObject } from '../../../shared/json/json.ts';
import type { GivenStep, RecordedScope, RunScope, ScopedSteps } from '../../../shared/run/scope.ts';
import type { RunState, StepState } from '../../../shared/run/state.ts';
import type { RecordedData, RunRequest } from '../../ports/run.ts';
import type { Store } from '../../storage/index.ts';

/** Runs that are looked through for data when none is named. */
const LOOKED_THROUGH = 20;
/** Records that are read from the store at once. */
const PAGE_RECORDS = 500;

/** What a run of a part of a flow is given of the run that has its data. */
export type ScopedData = Pick<RunRequest, 'scope' | 'recorded' | 'trigger' | 'triggerRecord' | 'cameOf'>;

type Parts = {
  store: Pick<Store, 'runs'>;
  /** The steps that a scope takes in. */
  stepsIn(scope: RunScope): ScopedSteps;
  /** The first output of a step. */
  firstOutput(stepId: string): string;
};

/**
 * What a part of a flow needs of an earlier run. Throws RUN_DATA_MISSING where that run doesn't have it any more or never
 * did, and RUN_SCOPE_WRONG for a part that can't run by itself.
 */
export function findScopedData(document: FlowDocument, asked: RunScope | undefined, parts: Parts): ScopedData {
  if (!asked) return {};
  if (asked.kind === 'until') {
    parts.stepsIn(asked);
    return { scope: asked };
  }
  const scope = asked.dataFrom === undefined ? findNewest(document, asked, parts) : asked;
  const { dataFrom } = scope;
  if (dataFrom === undefined) return { scope };
  const { summary, state } = parts.store.runs.get(dataFrom);
  if (summary.flowId !== document.id) throw missing(summary.number, scope.step, 'it was a run of another flow.');
  checkData(document, scope, summary, state, parts);
  const trigger = document.steps.find(({ id }) => id === findTrigger(state)?.step)?.id;
  return {
    scope,
    ...(trigger === undefined ? {} : { trigger }),
    recorded: (wanted) => readRecorded(parts.store, dataFrom, wanted),
    triggerRecord: readTriggerRecord(parts.store, state),
    cameOf: { runId: dataFrom, number: summary.number, as: 'data' },
  };
}

/**
 * The scope with the newest run of the flow that has all that it needs, or without one where pins give it all. Throws the
 * reason why the newest of all doesn't have it.
 */
function findNewest(document: FlowDocument, scope: RecordedScope, parts: Parts): RecordedScope {
  if ([...parts.stepsIn(scope).given.values()].every(({ records }) => records === 'pinned')) return scope;
  const { runs } = parts.store.runs.list({ flowId: document.id, offset: 0, limit: LOOKED_THROUGH });
  let refusal: unknown;
  for (const summary of runs) {
    try {
      checkData(document, scope, summary, parts.store.runs.get(summary.runId).state, parts);
      return { ...scope, dataFrom: summary.runId };
    } catch (thrown) {
      if (!(thrown instanceof MillraceError) || thrown.code === 'RUN_SCOPE_WRONG') throw thrown;
      refusal ??= thrown;
    }
  }
  if (refusal) throw refusal;
  throw new MillraceError(
    'RUN_DATA_MISSING',
    { step: nameOf(document, scope.step) },
    {
      message: `No run has records for “${nameOf(document, scope.step)}” yet.`,
      why: 'The flow hasn’t run on this computer, or its runs were removed.',
      fix: 'Run the flow up to this step first.',
    },
  );
}

function checkData(
  document: FlowDocument,
  scope: RecordedScope,
  { runId, number }: RunSummary,
  state: RunState,
  { store, stepsIn, firstOutput }: Parts,
): void {
  const { given } = stepsIn(scope);
  // Nor for a dry run: a plan that was made of planned records could be looked at, but never applied.
  if (state.header.dryRun) {
    const reason = 'Its records hold what was only planned, which mustn’t be written for real.';
    throw missing(number, nameOf(document, scope.step), 'it was a dry run.', reason);
  }
  if (['running', 'queued', 'waiting'].includes(state.status)) {
    throw missing(
      number,
      nameOf(document, scope.step),
      'it isn’t over yet.',
      'Only a run that has ended gives its data.',
    );
  }
  for (const entering of given.values()) {
    if (entering.records === 'pinned') continue;
    const refuse = (detail: string, reason?: string): never => {
      throw missing(
        number,
        nameOf(document, entering.records === 'failed' ? scope.step : entering.step),
        detail,
        reason,
      );
    };
    if (entering.records === 'failed') checkFailures(store, { ...scope, dataFrom: runId }, state, refuse);
    else checkStep(store, { ...scope, dataFrom: runId }, state, entering, firstOutput, refuse);
  }
}

/** A scope with the run that is to give its data. */
type FoundScope = RecordedScope & { dataFrom: string };

type Refuse = (detail: string, reason?: string) => never;

function checkFailures(store: Parts['store'], { step, dataFrom }: FoundScope, state: RunState, refuse: Refuse): void {
  const failed = state.steps[step]?.failed ?? 0;
  if (failed === 0) refuse('no record failed there.', 'There is nothing to do again.');
  const { total } = store.runs.failures(dataFrom, step, { offset: 0, limit: 1 });
  if (total < failed || state.header.retention === 'none') refuse('they weren’t kept.', reasonNotKept(state));
}

function checkStep(
  store: Parts['store'],
  scope: FoundScope,
  state: RunState,
  { step, edges }: GivenStep,
  firstOutput: (stepId: string) => string,
  refuse: Refuse,
): void {
  const then = state.steps[step];
  if (!then || !ranThen(then, state)) {
    refuse('the step didn’t run there.', 'That run ended before, was of a part of the flow, or had another flow.');
  }
  // Trying again with a part of the records would quietly leave the others out.
  if (scope.kind !== 'only' && then.status !== 'succeeded' && then.status !== 'skipped') {
    const reason = 'A run from here would leave out the records that were still to come.';
    refuse('it hadn’t handed on all of them when the run ended.', reason);
  }
  for (const port of new Set(edges.map((edge) => edge.port ?? firstOutput(step)))) {
    const left = then.out[port] ?? 0;
    const { total } = store.runs.records(scope.dataFrom, step, port, { offset: 0, limit: 1 });
    if (total < left)
      refuse(`${total.toLocaleString('en')} of ${left.toLocaleString('en')} were kept.`, reasonNotKept(state));
  }
}

/** A step that no record reached has nothing to give; in a run that came to its end that is an answer, too. */
function ranThen({ status, out }: StepState, { status: ended, header }: RunState): boolean {
  if (Object.keys(out).length > 0 || status === 'succeeded') return true;
  return status === 'skipped' && !header.scope && (ended === 'succeeded' || ended === 'partly_succeeded');
}

function reasonNotKept({ header }: RunState): string {
  switch (header.retention) {
    case 'full':
      return 'The run had more data than is kept of one run.';
    case 'sampled':
      return 'The run kept only the first records of each step.';
    case 'errors':
      return 'The run kept only records that failed.';
    case 'none':
      return 'The run kept no records.';
  }
}

async function* readRecorded(
  { runs }: Parts['store'],
  runId: string,
  wanted: RecordedData,
): AsyncGenerator<JsonObject[]> {
  for (let offset = 0; ; offset += PAGE_RECORDS) {
    const page = { offset, limit: PAGE_RECORDS };
    const records =
      'failedAt' in wanted
        ? runs.failures(runId, wanted.failedAt, page).failures.map(({ record }) => record)
        : runs.records(runId, wanted.step, wanted.port, page).records;
    if (records.length > 0) yield records;
    if (records.length < PAGE_RECORDS) return;
  }
}

/** What `trigger` meant in that run. */
function readTriggerRecord(store: Parts['store'], state: RunState): JsonObject | null {
  const trigger = findTrigger(state);
  if (!trigger) return null;
  const place = { offset: 0, limit: 1 };
  return store.runs.records(state.header.runId, trigger.step, trigger.port, place).records[0] ?? null;
}

/** What the trigger of a run handed on, undefined where it handed nothing on. Throws RUN_DATA_MISSING. */
export function readTriggerRecords({ runs }: Parts['store'], state: RunState): JsonObject[] | undefined {
  const trigger = findTrigger(state);
  const left = trigger ? (state.steps[trigger.step]?.out[trigger.port] ?? 0) : 0;
  if (!trigger || left === 0) return undefined;
  const { runId } = state.header;
  const { records, total } = runs.records(runId, trigger.step, trigger.port, { offset: 0, limit: left });
  if (total === left) return records;
  const { number } = runs.get(runId).summary;
  throw missing(number, trigger.name, `${total} of ${left} were kept.`, reasonNotKept(state));
}

/** The step that started a run, and the port by which its records left. */
export function findTrigger({ header }: RunState): { step: string; name: string; port: string } | undefined {
  const targets = new Set(header.edges.map(({ to }) => to));
  const trigger = header.steps.find(({ id, type }) => type === header.trigger && !targets.has(id));
  const port = header.edges.find(({ from }) => from === trigger?.id)?.port ?? 'out';
  return trigger && { step: trigger.id, name: trigger.name, port };
}

function missing(run: number, step: string, detail: string, reason = 'Only a run of this flow fits.'): MillraceError {
  return new MillraceError('RUN_DATA_MISSING', { run, step, detail, reason });
}

function nameOf(document: FlowDocument, stepId: string): string {
  return document.steps.find(({ id }) => id === stepId)?.name ?? stepId;
}
