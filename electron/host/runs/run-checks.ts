import type { Catalog } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import { type FlowDocument, problemsThatStop } from '../../../shared/flow/index.ts';
import { DEFAULT_OUTPUT, outputsOf } from '../../../shared/flow/ports.ts';
import type { FlowProblem } from '../../../shared/flow/problem.ts';
import type { Breakpoint } from '../../../shared/run/breakpoint.ts';
import { type RunScope, stepsInScope } from '../../../shared/run/scope.ts';
import type { RunRequest } from '../../ports/run.ts';
import type { Store } from '../../storage/index.ts';
import { lookOver } from './look-over.ts';
import { findScopedData } from './scoped-data.ts';

/** What part of a flow a run is asked to do, and with what. */
export type PartOfRun = {
  scope?: RunScope | undefined;
  firstRecords?: number | undefined;
  /** What is pinned stands in for its steps. Only test runs do so, never those that triggers or the command start. */
  usesPinned?: boolean | undefined;
  breakpoints?: Breakpoint[] | undefined;
};

type Asked = PartOfRun & {
  dryRun?: boolean | undefined;
  document: FlowDocument;
  bindings: Record<string, string>;
  trigger?: string | undefined;
};

/** What a run is given beside the flow, once it is certain that it can begin. */
export type CheckedRun = {
  part: Pick<
    RunRequest,
    'scope' | 'recorded' | 'trigger' | 'triggerRecord' | 'cameOf' | 'firstRecords' | 'pinned' | 'breakpoints'
  >;
  /** The steps that bring records in, which the run is measured by: its sources, or its trigger where it has none. */
  countedSteps: string[];
};

/**
 * Looks at a run before it begins. Throws FLOW_PROBLEMS when one lies on a path that would run, RUN_SCOPE_WRONG or
 * RUN_DATA_MISSING when the part that is asked for can't run.
 */
export async function checkRun(store: Store, catalog: Catalog, asked: Asked): Promise<CheckedRun> {
  const { document, bindings, scope, firstRecords, usesPinned, dryRun } = asked;
  if (dryRun && usesPinned) throw pinsInDryRun();
  const { problems, stopping, sources, ...found } = lookOver(document, catalog, bindings);
  const triggers = asked.trigger === undefined ? found.triggers : [asked.trigger];
  const pinned = usesPinned ? document.pinned : undefined;
  const stepsIn = (part: RunScope | undefined) =>
    stepsInScope(document, triggers, part, new Set(Object.keys(pinned ?? {})));
  const runs = scope || pinned ? stepsIn(scope).runs : undefined;
  refuseProblems(document, runs ? problemsThatStop(problems, document, catalog, runs) : stopping);
  const firstOutput = (id: string) => findFirstOutput(document, catalog, id);
  return {
    part: {
      ...findScopedData(document, scope, { store, stepsIn, firstOutput }),
      ...(firstRecords === undefined ? {} : { firstRecords }),
      ...(pinned ? { pinned } : {}),
      ...(asked.breakpoints ? { breakpoints: asked.breakpoints } : {}),
    },
    countedSteps: sources,
  };
}

function pinsInDryRun(): MillraceError {
  const detail = 'a dry run takes no pinned data.';
  return new MillraceError(
    'RUN_SCOPE_WRONG',
    { detail },
    {
      message: 'A dry run can’t use pinned data.',
      why: 'Its plan can be applied, so it is made of what the steps really give.',
      fix: 'Make the dry run without pinned data, or run a test with it.',
    },
  );
}

/** Throws FLOW_PROBLEMS, which tells the first of the problems, unless there are none. */
export function refuseProblems(document: FlowDocument, problems: readonly FlowProblem[]): void {
  const [first] = problems;
  if (!first) return;
  const step = document.steps.find(({ id }) => id === first.step);
  const where = step ? `${step.name}: ` : '';
  throw new MillraceError('FLOW_PROBLEMS', {
    count: problems.length,
    first: `${where}${first.message} ${first.fix}`,
    problems: JSON.parse(JSON.stringify(problems)),
  });
}

function findFirstOutput(document: FlowDocument, { steps }: Catalog, stepId: string): string {
  const step = document.steps.find(({ id }) => id === stepId);
  const manifest = steps.find(({ type }) => type === step?.type);
  return (step && manifest && outputsOf({ settings: step.settings ?? {} }, manifest)[0]?.name) ?? DEFAULT_OUTPUT;
}
