import { MillraceError } from '../../../shared/errors/index.ts';
import type { RunState } from '../../../shared/run/state.ts';

/** The id of the step that a run has under this id or, failing that, this name. Throws COMMAND_WRONG, listing what it has. */
export function findRunStep({ header }: RunState, name: string): string {
  const found = header.steps.find(({ id }) => id === name) ?? header.steps.find((step) => step.name === name);
  if (found) return found.id;
  const known = header.steps.map(({ id }) => id).join(', ');
  throw new MillraceError('COMMAND_WRONG', { detail: `The run has no step “${name}”. It has: ${known}.` });
}
