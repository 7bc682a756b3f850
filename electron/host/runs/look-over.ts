import type { Catalog } from '../../../shared/connector/manifest.ts';
import { type FlowDocument, findProblems, findTriggers, problemsThatStop } from '../../../shared/flow/index.ts';
import type { FlowProblem } from '../../../shared/flow/problem.ts';

/** What every run of a flow has to know of it beforehand. */
export type LookedOver = {
  /** All that is wrong with it, and what of that keeps a run of the whole flow from beginning. */
  problems: FlowProblem[];
  stopping: FlowProblem[];
  /** Ids of the steps that start it. */
  triggers: string[];
  /** Ids of the steps that bring records in: its sources, or its trigger where it has none. */
  sources: string[];
};

type Known = { catalog: Catalog; bindings: Record<string, string>; looked: LookedOver };

/** By document: whoever changes a flow makes another one, so what was found of this one holds as long as it is there. */
const known = new WeakMap<FlowDocument, Known>();

/** Looks a flow over, once for the same three objects: a trigger's runs all have those of its activation. */
export function lookOver(document: FlowDocument, catalog: Catalog, bindings: Record<string, string>): LookedOver {
  const before = known.get(document);
  if (before?.catalog === catalog && before.bindings === bindings) return before.looked;
  const problems = findProblems(document, catalog, { bindings });
  const looked: LookedOver = {
    problems,
    stopping: problemsThatStop(problems, document, catalog),
    triggers: findTriggers(document, catalog),
    sources: findSources(document, catalog),
  };
  known.set(document, { catalog, bindings, looked });
  return looked;
}

function findSources(document: FlowDocument, catalog: Catalog): string[] {
  const manifests = new Map(catalog.steps.map((manifest) => [manifest.type, manifest]));
  const sources = document.steps.filter(({ type }) => manifests.get(type)?.shape === 'source');
  const readers = sources.filter(({ type }) => !manifests.get(type)?.trigger);
  return (readers.length > 0 ? readers : sources).map(({ id }) => id);
}
