import type { StepManifest } from '../../../shared/connector/manifest.ts';
import type { FlowDocument, FlowStep } from '../../../shared/flow/document.ts';
import { ERROR_PORT } from '../../../shared/flow/ports.ts';
import {
  addEstimates,
  type Estimate,
  exactly,
  groupsOf,
  multiplyEstimates,
  noneToAll,
  type SourceEstimate,
  UNKNOWN,
} from '../../../shared/run/forecast.ts';

/** What reaches a step and what it calls. */
export type StepForecast = { in: Estimate; out: Estimate; calls: Estimate };

/** Steps that hand on fewer records than they get. */
const REDUCING = new Set(['limit', 'remove_duplicates', 'summarise', 'gather', 'stop']);

/** Triggers that give one record, as far as nobody says otherwise. */
const SINGLE_TRIGGERS = new Set(['manual', 'schedule', 'webhook']);

type Parts = {
  document: FlowDocument;
  manifests: ReadonlyMap<string, StepManifest>;
  /** The steps that would run. */
  runs: ReadonlySet<string>;
  /** Records that the trigger starts with, where they are given. */
  inputCount: number | undefined;
  /** What sources say of themselves, by step. */
  sources: ReadonlyMap<string, SourceEstimate>;
};

/** Works out what reaches each step from what the flow declares, along its lines. */
export function forecastFlow({ document, manifests, runs, inputCount, sources }: Parts): Map<string, StepForecast> {
  const found = new Map<string, StepForecast>();
  const stepOf = new Map(document.steps.map((step) => [step.id, step]));

  const forecastOf = (step: FlowStep): StepForecast => {
    const known = found.get(step.id);
    if (known) return known;
    // A loop would be a problem of the flow; it must not be one of the forecast.
    found.set(step.id, { in: UNKNOWN, out: UNKNOWN, calls: UNKNOWN });
    const arriving = document.edges.filter(({ from, to }) => to === step.id && runs.has(from));
    let incoming = exactly(0);
    for (const { from, port } of arriving) {
      const before = stepOf.get(from);
      if (before) incoming = addEstimates(incoming, throughPort(before, port));
    }
    const made = workOf(step, incoming);
    found.set(step.id, made);
    return made;
  };
  const throughPort = (step: FlowStep, port: string | undefined): Estimate => {
    const { out } = forecastOf(step);
    const manifest = manifests.get(step.type);
    const splits = (manifest?.outputs.length ?? 1) > 1 || manifest?.outputsFrom !== undefined;
    return port === ERROR_PORT.name || splits ? noneToAll(out) : out;
  };
  const workOf = (step: FlowStep, incoming: Estimate): StepForecast => {
    const manifest = manifests.get(step.type);
    if (!manifest || step.disabled) return { in: incoming, out: incoming, calls: exactly(0) };
    if (manifest.trigger) {
      const out =
        inputCount !== undefined ? exactly(inputCount) : SINGLE_TRIGGERS.has(step.type) ? exactly(1) : UNKNOWN;
      return { in: exactly(0), out, calls: exactly(0) };
    }
    const callsOut = manifest.connector !== undefined;
    if (manifest.shape === 'source') {
      const { records, calls } = sources.get(step.id) ?? { records: UNKNOWN };
      const made = calls ?? (callsOut ? { least: 1, most: null, how: 'unknown' as const } : exactly(0));
      return { in: incoming, out: multiplyEstimates(incoming, records), calls: multiplyEstimates(incoming, made) };
    }
    const out = outOf(step, manifest, incoming);
    if (!callsOut) return { in: incoming, out, calls: exactly(0) };
    if (manifest.batchSize) return { in: incoming, out, calls: groupsOf(incoming, manifest.batchSize) };
    const pages = typeof step.settings?.pagination === 'string' && step.settings.pagination !== 'none';
    return { in: incoming, out, calls: pages ? { ...incoming, most: null } : incoming };
  };

  for (const step of document.steps) if (runs.has(step.id)) forecastOf(step);
  return found;
}

function outOf(step: FlowStep, manifest: StepManifest, incoming: Estimate): Estimate {
  if (manifest.splits || step.type === 'join' || step.type === 'reshape') return { ...UNKNOWN };
  if (step.type === 'limit' && typeof step.settings?.count === 'number') {
    const { count } = step.settings;
    return {
      least: Math.min(count, incoming.least),
      most: incoming.most === null ? count : Math.min(count, incoming.most),
      how: 'estimated',
    };
  }
  return REDUCING.has(step.type) ? noneToAll(incoming) : incoming;
}
