import type { Catalog } from '../../../shared/connector/manifest.ts';
import type { RerunOption, RerunOptions, RerunRequest } from '../../../shared/contract/reruns.ts';
import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { FlowDocument } from '../../../shared/flow/index.ts';
import type { RunState } from '../../../shared/run/state.ts';
import type { RunResult } from '../../ports/run.ts';
import type { Retry, Store } from '../../storage/index.ts';
import { type CarriedOver, carryOver } from './carry-over.ts';
import { findRepeats } from './find-repeats.ts';
import { fromKept } from './kept-request.ts';
import { checkRun } from './run-checks.ts';
import type { RunDocumentRequest, Watching } from './run-request.ts';
import { findTrigger, readTriggerRecords } from './scoped-data.ts';
import { refuseTriedAgain, stillUnderWay } from './tried-again.ts';

/** Tries runs again. */
export type Reruns = {
  /**
   * Starts a new run that tries an earlier one again. Throws NOT_FOUND, RUN_UNDER_WAY, RUN_NOT_RESUMABLE,
   * RUN_DATA_MISSING, RUN_SCOPE_WRONG or FLOW_PROBLEMS.
   */
  rerun(request: RerunRequest, watching?: Watching): Promise<{ runId: string; result: Promise<RunResult> }>;
  options(runId: string): Promise<RerunOptions>;
};

type Parts = {
  store: Store;
  catalog(): Promise<Catalog>;
  isUnderWay(runId: string): boolean;
  start(request: RunDocumentRequest): Promise<{ runId: string; result: Promise<RunResult> }>;
  /** Where relative paths of stored flows start. */
  filesFolder: string;
};

export function createReruns({ store, catalog, isUnderWay, start, filesFolder }: Parts): Reruns {
  const keptOf = (runId: string) => {
    const kept = store.runRequests.read(runId);
    return kept && fromKept(kept.request);
  };

  /** The flow as it was in that run, or as it is now, with all that goes with it. */
  const baseOf = (runId: string, header: RunState['header'], version: RerunRequest['version']): RunDocumentRequest => {
    const kept = keptOf(runId);
    if (version === 'same' && kept) return kept;
    if (version === 'same' && header.revision === 0) throw refused('the flow that it ran isn’t kept.');
    const stored = store.flows.get(header.flowId);
    const document = version === 'current' ? stored.document : store.flows.readVersion(header.flowId, header.revision);
    return {
      document: { ...document, id: header.flowId },
      revision: version === 'current' ? stored.revision : header.revision,
      bindings: stored.bindings,
      ...(kept?.parameters ? { parameters: kept.parameters } : {}),
      baseFolder: kept?.baseFolder ?? filesFolder,
    };
  };

  const notTriedAgain = (retry: Retry): Retry => {
    refuseTriedAgain(store.retries.find(retry));
    return retry;
  };

  const requestOf = ({ runId, version, from }: RerunRequest): RunDocumentRequest => {
    const { summary, state } = store.runs.get(runId);
    const { header } = state;
    if (isUnderWay(runId)) throw stillUnderWay();
    if (header.dryRun) throw refused('it was a dry run.');
    const trigger = findTrigger(state)?.step;
    const base: RunDocumentRequest = {
      ...baseOf(runId, header, version),
      ...(trigger === undefined ? {} : { trigger }),
      ...(header.firstRecords === undefined ? {} : { firstRecords: header.firstRecords }),
      ...(header.pinned ? { usesPinned: true } : {}),
      retryOf: { runId, number: summary.number },
    };
    delete base.applies;
    const { scope: _scope, input: _input, ...whole } = base;
    const sameScope = header.scope ? { scope: header.scope } : {};
    switch (from.kind) {
      case 'start': {
        const input =
          header.scope?.kind && header.scope.kind !== 'until' ? undefined : readTriggerRecords(store, state);
        return { ...whole, ...sameScope, ...(input ? { input } : {}) };
      }
      case 'failed': {
        const kept = keptOf(runId);
        if (!kept) throw refused('nothing is kept of what it has to do.');
        // A new run has no plan to keep to; resuming does.
        if (kept.applies !== undefined) throw refused('it applied a plan. Resume it, or make a dry run again.');
        if (version === 'current') refuseOtherGraph(kept.document, base.document);
        const carried = carriedFrom(store, runId);
        const [finished] = carried.finished;
        if (finished !== undefined) throw refused(`“${nameOf(state, finished)}” has finished its file already.`);
        const input = kept.input ? { input: kept.input } : {};
        return {
          ...whole,
          ...sameScope,
          ...input,
          retries: notTriedAgain({ of: runId }),
          durable: true,
          continues: { runId, keysOf: kept.continues?.keysOf ?? runId },
        };
      }
      case 'step':
        return { ...whole, scope: { kind: 'from', step: from.step, dataFrom: runId } };
      case 'failures': {
        const step = from.step ?? onlyFailing(state);
        const retries = notTriedAgain({ of: runId, step });
        return { ...whole, retries, scope: { kind: 'failures', step, dataFrom: runId } };
      }
    }
  };

  const optionOf = async (request: RerunRequest, repeats: RerunOption['repeats']): Promise<RerunOption> => {
    const { version, from } = request;
    const option = { version, from, unavailable: null, kept: 0, repeats };
    try {
      const asked = requestOf(request);
      const known = await catalog();
      await checkRun(store, known, asked);
      const kept = from.kind === 'failed' ? countWrites(carriedFrom(store, request.runId), asked.document, known) : 0;
      return { ...option, kept };
    } catch (thrown) {
      const { code, message, why } = toMillraceError(thrown);
      // What can't be tried again like this says so in its message.
      return { ...option, unavailable: code === 'RUN_NOT_RESUMABLE' ? message : `${message} ${why}` };
    }
  };

  return {
    // A rejection like any other, also where the run isn't there.
    rerun: async (request, watching) => start({ ...requestOf(request), ...watching }),
    options: async (runId) => {
      const { summary, state } = store.runs.get(runId);
      const again = findRepeats(store, runId, await catalog());
      const failing = Object.values(state.steps).filter(({ failed }) => failed > 0);
      const ended = summary.status === 'succeeded' ? [] : (['same', 'current'] as const);
      const options = [
        ...ended.map((version) => optionOf({ runId, version, from: { kind: 'failed' } }, [])),
        ...failing.map(({ id: step }) => optionOf({ runId, version: 'current', from: { kind: 'failures', step } }, [])),
        optionOf({ runId, version: 'current', from: { kind: 'start' } }, again),
      ];
      return {
        revision: summary.revision,
        current: presentRevision(store, summary.flowId),
        options: await Promise.all(options),
      };
    },
  };
}

function carriedFrom(store: Store, runId: string): CarriedOver {
  return carryOver(store.journal.read(runId), runId);
}

/** Names of what was done fit only while the steps and the lines are the same. */
function refuseOtherGraph(before: FlowDocument, now: FlowDocument): void {
  const graphOf = ({ steps, edges }: FlowDocument) =>
    JSON.stringify([
      steps.map(({ id, type, disabled = false, onError = 'stop' }) => [id, type, disabled, onError]),
      edges,
    ]);
  if (graphOf(before) === graphOf(now)) return;
  throw refused('its steps or lines were changed since, so what it did can’t be found again.');
}

function onlyFailing({ steps, header }: RunState): string {
  const [first, ...others] = Object.values(steps).filter(({ failed }) => failed > 0);
  if (!first) throw refused('no record failed in it.');
  if (others.length === 0) return first.id;
  const names = [first, ...others].map(({ id }) => header.steps.find((step) => step.id === id)?.id ?? id);
  throw refused(`records failed at several steps: ${names.join(', ')}. Name one of them.`);
}

function countWrites({ done }: CarriedOver, document: FlowDocument, catalog: Catalog): number {
  const writing = new Set(catalog.steps.filter(({ effect }) => effect === 'write').map(({ type }) => type));
  const steps = document.steps.filter(({ type }) => writing.has(type));
  return steps.reduce((sum, { id }) => sum + (done.get(id) ?? 0), 0);
}

function presentRevision(store: Store, flowId: string): number | null {
  return store.flows.list().find(({ id }) => id === flowId)?.revision ?? null;
}

function nameOf({ header }: RunState, stepId: string): string {
  return header.steps.find(({ id }) => id === stepId)?.name ?? stepId;
}

function refused(detail: string): MillraceError {
  return new MillraceError(
    'RUN_NOT_RESUMABLE',
    { detail },
    {
      message: `The run can’t be tried again like this: ${detail}`,
      why: 'What a run did, and a flow from a file, are kept until the run has succeeded.',
      fix: 'Choose another way to try it again, or run the flow anew.',
    },
  );
}
