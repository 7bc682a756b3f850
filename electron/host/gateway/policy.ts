import { MillraceError } from '../../../shared/errors/index.ts';
import type { OutgoingCall } from './record.ts';

/** Decides over each call before it leaves: nothing lets it pass, an error is thrown in its place. */
export type CallPolicy = { decide(call: OutgoingCall): MillraceError | undefined };

/** Lets every call pass. */
export const allowEverything: CallPolicy = { decide: () => undefined };

/** Lets pass what only reads, and sign-ins; whatever else a step asks for, nothing is changed outside. */
export const withholdWrites: CallPolicy = {
  decide: ({ effect, purpose, method, target }) =>
    effect === 'read' || purpose === 'sign-in'
      ? undefined
      : new MillraceError('WRITE_WITHHELD', { target: `${method} ${target}` }),
};
