import type { RunSummary } from '../../../shared/contract/index.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { RunService } from '../../host/runs/run-service-type.ts';

/** The run of this id, or of this number as people call it. Throws NOT_FOUND. */
export function findRun(runs: RunService, name: string): RunSummary {
  const number = /^#?(\d{1,9})$/.exec(name)?.[1];
  const found = number === undefined ? undefined : runs.findByNumber(Number(number));
  if (found) return found;
  if (number !== undefined) throw new MillraceError('NOT_FOUND', { thing: 'run', name });
  return runs.get(name).summary;
}
