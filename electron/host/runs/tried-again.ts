import { MillraceError } from '../../../shared/errors/index.ts';
import type { RetryClaim } from '../../storage/index.ts';

/** RUN_UNDER_WAY, for one that is to be tried again. */
export function stillUnderWay(): MillraceError {
  return new MillraceError('RUN_UNDER_WAY', {}, { why: 'Only a run that has ended can be tried again.' });
}

/** Throws RUN_NOT_RESUMABLE where a run tries this again already: what that one did would be done twice. */
export function refuseTriedAgain(claim: RetryClaim | undefined): void {
  if (!claim) return;
  const retry = claim.number === undefined ? 'another run' : `run ${claim.number}`;
  const detail = `${retry} is its retry already. What that one left can be tried again from there.`;
  throw new MillraceError(
    'RUN_NOT_RESUMABLE',
    { detail },
    {
      message: `The run can’t be tried again like this: ${detail}`,
      why: 'What was done since would be done twice.',
      fix: `Open ${retry} and try that one again, or run the flow anew.`,
    },
  );
}
