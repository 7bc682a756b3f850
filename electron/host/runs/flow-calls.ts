import { MillraceError } from '../../../shared/errors/index.ts';
import type { FlowDocument, Retention } from '../../../shared/flow/index.ts';
import type { RunState } from '../../../shared/run/state.ts';
import { manualDefaults } from '../../engine/steps/manual.ts';
import type { CallableFlow, CalledRun, FlowCall, FlowCalls } from '../../ports/flow-calls.ts';
import type { Random } from '../../ports/random.ts';
import type { RunResult } from '../../ports/run.ts';
import type { CalledOutcome, Store } from '../../storage/index.ts';
import { type ChainLink, checkCalls } from './call-chain.ts';
import { calledRunId } from './called-run-id.ts';
import type { FlowFinder, FoundFlow } from './find-called-flow.ts';
import type { RunDocumentRequest } from './run-request.ts';

/** The run that calls: what the runs that it calls take over from it. */
export type CallingRun = {
  runId: string;
  flow: ChainLink;
  /** The flows that called it, the first caller first. */
  chain: readonly ChainLink[];
  bindings: Record<string, string>;
  baseFolder: string;
  retention: Retention;
  durable: boolean;
  /** Set for one that withholds and plans what it writes: so do those that it calls. */
  dryRun?: true | undefined;
};

/** What is asked of whoever keeps the runs. */
export type CalledRuns = {
  /** How a run ends that is under way; undefined for one that isn't. */
  result(runId: string): Promise<RunResult> | undefined;
  begin(request: RunDocumentRequest): Promise<{ result: Promise<RunResult> }>;
  /** Lets a run go on of which is kept what it has to do, however it ended. */
  goOn(runId: string): Promise<{ result: Promise<RunResult> }>;
  /** Stops it; in such a way that it can go on by itself, where the whole host is ending. */
  stop(runId: string): void;
};

type Parts = { store: Store; random: Random; find: FlowFinder; runs: CalledRuns };

/** Calls of one step that are under way at once, halved with each flow around it. */
const CALLS_AT_ONCE = 4;

/** Makes the calls of runs. */
export function createFlowCalls({ store, random, find, runs }: Parts): (calling: CallingRun) => FlowCalls {
  const run = async (calling: CallingRun, found: FoundFlow, call: FlowCall): Promise<CalledRun> => {
    // Without a journal a repeated call is another run.
    const runId = calling.durable ? calledRunId(call.key) : random.uuid();
    const numberOf = () => store.runs.get(runId).summary.number;
    const known = store.calledRuns.outcome(runId);
    const { step, place } = call;
    const placed = () => store.calledRuns.place(runId, { runId: calling.runId, step, place });
    if (known) {
      placed();
      call.openness?.opened();
      return { ...known, number: numberOf() };
    }
    const stop = () => runs.stop(runId);
    call.signal.addEventListener('abort', stop, { once: true });
    try {
      const goesOn = store.runRequests.read(runId) !== undefined;
      const before = runs.result(runId);
      if (goesOn || before) placed();
      // What was given before isn't known any more, so it is taken to be open.
      if (goesOn || before) call.openness?.opened();
      const begun = before ?? (await (goesOn ? runs.goOn(runId) : begin())).result;
      if (call.signal.aborted) stop();
      const result = await begun;
      call.signal.throwIfAborted();
      return resultOf(found.document, numberOf(), result);
    } finally {
      call.signal.removeEventListener('abort', stop);
    }

    async function begin() {
      const { number } = store.runs.get(calling.runId).summary;
      return runs.begin({ ...requestOf(calling, found, call, number), runId });
    }
  };

  return (calling) =>
    callsThrough(find, calling, {
      call: (found, call) => run(calling, found, call),
      recalled: ({ key, ...record }) => store.calledRuns.place(calledRunId(key), { runId: calling.runId, ...record }),
    });
}

/** The flows that steps of a run may call, each call made by `call`. */
export function callsThrough(
  find: FlowFinder,
  calling: Pick<CallingRun, 'flow' | 'chain' | 'baseFolder'>,
  { call, ...hearing }: Pick<CallableFlow, 'recalled'> & { call(found: FoundFlow, call: FlowCall): Promise<CalledRun> },
): FlowCalls {
  return {
    find: async (reference): Promise<CallableFlow> => {
      const found = await find(reference, calling.baseFolder);
      await checkCalls(find, [...calling.chain, calling.flow], found);
      return {
        name: found.document.name,
        concurrency: Math.max(1, CALLS_AT_ONCE >> calling.chain.length),
        call: (one) => call(found, one),
        ...hearing,
      };
    },
  };
}

/** What a called run is asked to do; people know the run that calls by `number`. */
export function requestOf(
  calling: CallingRun,
  { document, ...found }: FoundFlow,
  call: FlowCall,
  number: number,
): RunDocumentRequest {
  return {
    document,
    revision: found.revision,
    bindings: bindingsOf({ document, ...found }, calling.bindings),
    input: [{ ...manualDefaults(document), ...call.input }],
    baseFolder: found.baseFolder,
    retention: calling.retention,
    durable: calling.durable,
    ...(calling.dryRun ? { dryRun: true } : {}),
    calledBy: {
      runId: calling.runId,
      number,
      flowName: calling.flow.name,
      step: call.step,
      place: call.place,
      chain: [...calling.chain, calling.flow],
      ...(call.openness?.open ? { open: true } : {}),
      ...(call.openness ? { planned: true } : {}),
    },
    ...(call.openness ? { opened: call.openness.opened } : {}),
  };
}

/** What the step that called is given of a run that ended. Throws CALLED_FLOW_FAILED for one that failed. */
export function resultOf(document: FlowDocument, number: number, result: RunResult): CalledRun {
  if (!hasSucceeded(result.state)) throw failure(document.name, number, result.state);
  return { ...outcomeOf(result), number };
}

/** For steps that are only asked something: they call nothing. */
export const noFlowCalls: FlowCalls = {
  find: (flow) => Promise.reject(new MillraceError('FLOW_NOT_FOUND', { flow, detail: 'A forecast calls no flows.' })),
};

/** What a run that ended well came to: its output, and what the caller should know of it. */
export function outcomeOf({ state, output }: RunResult): CalledOutcome {
  const { steps, edges } = state.header;
  const last = steps.filter(({ id }) => !edges.some(({ from }) => from === id));
  const given = last.flatMap(({ id }) => Object.entries(state.steps[id]?.out ?? {}));
  const count = given.reduce((sum, [port, records]) => sum + (port === 'error' ? 0 : records), 0);
  const failed = state.status === 'partly_succeeded' ? Object.values(state.steps).map((step) => step.failed) : [];
  return { output, more: count > output.length, failed: failed.reduce((sum, one) => sum + one, 0) };
}

/** True for a run whose output counts. */
export function hasSucceeded({ status }: RunState): boolean {
  return status === 'succeeded' || status === 'partly_succeeded';
}

/** The error of the record that a run was called for, as retryable as the error that the run failed with. */
function failure(flow: string, number: number, { header, status, error, message }: RunState): MillraceError {
  const cause = error ? MillraceError.from(error) : undefined;
  const detail = cause?.message ?? message ?? (status === 'cancelled' ? 'it was stopped.' : 'it didn’t end.');
  const reason = cause?.why ?? 'It ended before it was done.';
  const data = { flow, number, runId: header.runId, detail, reason, code: cause?.code, tries: cause?.data.tries };
  return new MillraceError('CALLED_FLOW_FAILED', data, { retryable: cause?.retryable ?? false });
}

/**
 * The connections that a called flow works with. One in a file has none of its own: it gets those of its caller that fill
 * slots of the same name.
 */
export function bindingsOf(
  { document, bindings }: Pick<FoundFlow, 'document' | 'bindings'>,
  callers: Record<string, string>,
): Record<string, string> {
  return bindings ?? pick(callers, Object.keys(document.connections ?? {}));
}

function pick(from: Record<string, string>, keys: string[]): Record<string, string> {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]])));
}
