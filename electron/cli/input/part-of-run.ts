import { MillraceError } from '../../../shared/errors/index.ts';
import type { FlowDocument } from '../../../shared/flow/index.ts';
import type { RunScope } from '../../../shared/run/scope.ts';
import type { PartOfRun } from '../../host/runs/run-checks.ts';
import type { RunService } from '../../host/runs/run-service-type.ts';
import { findRun } from './find-run.ts';

/** What `millrace run` takes to run a part of a flow. */
export type PartInput = { until?: string; only?: string; from?: string; dataFrom?: string; first?: number };

/**
 * The part of the flow that is to run; steps are named by their id or their name. Throws COMMAND_WRONG for options that
 * contradict each other and for steps that aren't there, NOT_FOUND for a run that isn't.
 */
export function readPart(runs: RunService, document: FlowDocument, input: PartInput): PartOfRun {
  const kinds = (['until', 'only', 'from'] as const).filter((kind) => input[kind] !== undefined);
  const [kind] = kinds;
  if (kinds.length > 1) throw wrong(`--${kinds.join(' and --')} can’t be used together.`);
  if (input.dataFrom !== undefined && (kind === undefined || kind === 'until')) {
    throw wrong('--data-from goes with --only or --from.');
  }
  const first = input.first === undefined ? {} : { firstRecords: input.first };
  if (kind === undefined) return first;
  const step = findStep(document, input[kind] ?? '');
  const dataFrom = input.dataFrom === undefined ? undefined : findRun(runs, input.dataFrom).runId;
  const scope: RunScope = kind === 'until' ? { kind, step } : { kind, step, dataFrom };
  return { scope, ...first };
}

/** The id of the step of this id, else of this name. Throws COMMAND_WRONG. */
export function findStep({ steps }: { steps: readonly { id: string; name: string }[] }, name: string): string {
  const found = steps.find(({ id }) => id === name) ?? steps.find((step) => step.name === name);
  if (found) return found.id;
  throw wrong(`The flow has no step “${name}”. It has: ${steps.map(({ id }) => id).join(', ')}.`);
}

function wrong(detail: string): MillraceError {
  return new MillraceError('COMMAND_WRONG', { detail });
}
