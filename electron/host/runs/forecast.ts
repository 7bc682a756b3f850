import type { Catalog } from '../../../shared/connector/manifest.ts';
import type { Forecast } from '../../../shared/contract/index.ts';
import { type FlowDocument, findTriggers } from '../../../shared/flow/index.ts';
import { addEstimates, type Estimate, type SourceEstimate, UNKNOWN } from '../../../shared/run/forecast.ts';
import { stepsInScope } from '../../../shared/run/scope.ts';
import type { Store } from '../../storage/index.ts';
import type { CallBudgets } from '../budgets/call-budgets.ts';
import type { FlowFinder } from './find-called-flow.ts';
import { type CalledForecasts, forecastCalled, NO_CALLS } from './forecast-called.ts';
import { forecastFlow } from './forecast-flow.ts';
import { type MeasuredRuns, measureRuns } from './forecast-history.ts';
import type { RunDocumentRequest } from './run-request.ts';

type Parts = {
  store: Store;
  budgets: Pick<CallBudgets, 'get'>;
  catalog: Catalog;
  /** What the sources of a flow say of themselves, by step; those that can't say it are left out. */
  askSources(request: RunDocumentRequest, steps: readonly string[]): Promise<Map<string, SourceEstimate>>;
  find: FlowFinder;
};

/**
 * Tells what a run would take: from the newest whole runs of the flow where there are any, else from what the flow
 * declares and its sources say. A source that says something else than it gave then scales what was measured. The calls
 * of called flows count as those of the step that calls. `around`: the flows around this one, by id.
 */
export async function forecastRun(
  request: RunDocumentRequest,
  parts: Parts,
  around: readonly string[] = [],
): Promise<Forecast> {
  const { store, budgets, catalog, askSources } = parts;
  const { document, bindings } = request;
  const manifests = new Map(catalog.steps.map((manifest) => [manifest.type, manifest]));
  const { runs } = stepsInScope(document, findTriggers(document, catalog), undefined, new Set());
  const readers = document.steps.filter(({ id, type, disabled }) => {
    const manifest = manifests.get(type);
    return runs.has(id) && !disabled && manifest?.shape === 'source' && !manifest.trigger;
  });
  const sources = await askSources(
    request,
    readers.map(({ id }) => id),
  );
  const declared = forecastFlow({ document, manifests, runs, inputCount: request.input?.length, sources });
  const measured = request.input ? undefined : measureRuns(store, document);
  const [reader] = readers;
  const said = reader && declared.get(reader.id)?.out;
  const scale = measured && readers.length === 1 && reader ? scaleOf(said, measured.steps.get(reader.id)?.out) : SAME;

  const own = document.steps
    .filter(({ id }) => runs.has(id))
    .map(({ id, name, type }) => {
      const worked = declared.get(id) ?? { in: UNKNOWN, out: UNKNOWN, calls: UNKNOWN };
      const had = measured?.steps.get(id);
      const manifest = manifests.get(type);
      const isReader = id === reader?.id;
      const shown = manifest?.trigger || manifest?.shape === 'source' ? 'out' : 'in';
      const records = had
        ? isReader
          ? said && !overlaps(said, had.out)
            ? said
            : had.out
          : scaled(had[shown], scale)
        : worked[shown];
      return {
        step: id,
        name,
        records,
        calls: had ? (isReader ? pick(worked.calls, had.calls, scale) : scaled(had.calls, scale)) : worked.calls,
      };
    });
  const called = await forecastCalled(request, new Map(own.map(({ step, records }) => [step, records])), {
    find: parts.find,
    around: [...around, document.id],
    forecast: (of) => forecastRun(of, parts, [...around, document.id]),
  });
  const steps = own.map((step) => ({ ...step, calls: called.get(step.step)?.calls ?? step.calls }));
  return {
    runs: measured?.runs ?? 0,
    steps,
    connections: callsByConnection(document, bindings, own, { store, budgets, manifests, called }),
    durationMs: durationOf(measured, scale),
  };
}

type Scale = { least: number; most: number | null };
const SAME: Scale = { least: 1, most: 1 };

/** How many times as much a source says than it gave; 1 where that fits or isn't known. */
function scaleOf(said: Estimate | undefined, had: Estimate | undefined): Scale {
  if (!said || !had || said.how === 'unknown' || overlaps(said, had) || had.least === 0 || had.most === null)
    return SAME;
  return { least: said.least / had.most, most: said.most === null ? null : said.most / had.least };
}

function overlaps(one: Estimate, other: Estimate): boolean {
  return one.how === 'unknown' || (one.least <= (other.most ?? Infinity) && other.least <= (one.most ?? Infinity));
}

function scaled(estimate: Estimate, scale: Scale): Estimate {
  if (scale === SAME) return estimate;
  const most = estimate.most === null || scale.most === null ? null : Math.ceil(estimate.most * scale.most);
  return { least: Math.floor(estimate.least * scale.least), most, how: 'estimated' };
}

/** Calls of the reader itself: what it says where it gives something else now. */
function pick(said: Estimate, had: Estimate, scale: Scale): Estimate {
  return scale === SAME || said.how === 'unknown' ? scaled(had, scale) : said;
}

function durationOf(measured: MeasuredRuns | undefined, scale: Scale): Estimate {
  return measured ? scaled(measured.durationMs, scale) : UNKNOWN;
}

function callsByConnection(
  document: FlowDocument,
  bindings: Record<string, string>,
  steps: Forecast['steps'],
  {
    store,
    budgets,
    manifests,
    called,
  }: Pick<Parts, 'store' | 'budgets'> & { manifests: Map<string, { connector?: string }>; called: CalledForecasts },
): Forecast['connections'] {
  const calls = new Map<string | null, Estimate>();
  const add = (id: string | null, made: Estimate) => void calls.set(id, addEstimates(calls.get(id) ?? NO_CALLS, made));
  for (const { step, calls: made } of steps) {
    const found = document.steps.find(({ id }) => id === step);
    if (!found || manifests.get(found.type)?.connector === undefined) continue;
    const connectionId = found.connection === undefined ? null : (bindings[found.connection] ?? null);
    add(connectionId, made);
  }
  for (const { connections } of called.values()) for (const one of connections) add(one.connectionId, one.calls);
  return [...calls].map(([connectionId, made]) => {
    if (connectionId === null) return { connectionId, name: 'Without a connection', calls: made, left: null };
    const { dailyCalls, callsToday } = budgets.get(connectionId);
    const left = dailyCalls === null ? null : Math.max(0, dailyCalls - callsToday);
    return { connectionId, name: store.connections.get(connectionId).name, calls: made, left };
  });
}
